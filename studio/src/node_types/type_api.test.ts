import { expect, test } from 'vitest';
import type { ServedNodeType } from '@/api/queries';
import { Refusal } from '@/api/request';
import { lineIn, reportOf, sourceFaults } from './type_api';
import { categoriesOf, filtered } from './type_filter';

const type = (name: string, title: string, category: string, origin?: ServedNodeType['origin']): ServedNodeType => ({
    type: name,
    title,
    category,
    origin,
    version: 1,
    outputs: [],
    outputs_from: 'fixed',
    settings_schema: {},
    help: '',
    icon: '',
});
const types = [
    type('routing.enqueue', 'Enqueue', 'routing'),
    type('shop.greet', 'Greet', 'shop', 'org'),
    type('control.end', 'End', 'control', 'shipped'),
];
const all = { query: '', category: null, origin: null };

test('types are found by name, category and where they are from', () => {
    expect(filtered(types, all).map(({ title }) => title)).toEqual(['End', 'Enqueue', 'Greet']);
    expect(filtered(types, { ...all, query: 'gre' })[0]?.title).toBe('Greet');
    expect(filtered(types, { ...all, origin: 'shipped' })).toHaveLength(2);
    expect(filtered(types, { ...all, category: 'shop' })).toHaveLength(1);
    expect(categoriesOf(types).map(({ value }) => value)).toEqual(['control', 'routing', 'shop']);
});

test('what is wrong with a source stands at its line', () => {
    const refused = new Refusal(422, 'node_type.invalid', '', '', [
        { pointer: '/source', code: 'script.invalid', message: 'line 7: unexpected symbol' },
        { pointer: '/cases', code: 'x', message: 'line 2: no' },
    ]);
    expect(sourceFaults(refused)).toEqual([{ line: 7, message: 'line 7: unexpected symbol' }]);
    expect(reportOf(refused)).toBeNull();
    expect(lineIn('greet.lua:12: oh')).toBe(12);
    expect(lineIn('no outputs')).toBe(1);
});
