import { expect, test } from 'vitest';
import type { FlowDocument } from '@/model/document';
import { placesOf } from './places';

const flow: FlowDocument = {
    format: 'millrace.flow/1',
    key: 'k',
    title: 'T',
    start: 'a',
    nodes: {
        a: { type: 'x', next: { yes: 'b', no: 'c' } },
        b: { type: 'x', next: { done: 'a' } },
        c: { type: 'x', next: { done: 'gone' } },
        alone: { type: 'x' },
    },
};

test('nodes without a layout stand in columns, no two in one place, also in a loop', () => {
    const places = placesOf(flow);
    expect(places.get('a')).toEqual([0, 0]);
    expect(places.get('b')?.[0]).toBe(240);
    expect(places.get('c')?.[0]).toBe(240);
    expect(new Set([...places.values()].map(String)).size).toBe(4);
});

test('a whole layout is kept as its author made it', () => {
    const nodes = { a: [1, 2], b: [3, 4], c: [5, 6], alone: [7, 8] } as const;
    const places = placesOf({ ...flow, layout: { nodes: { a: [1, 2], b: [3, 4], c: [5, 6], alone: [7, 8] } } });
    expect(Object.fromEntries(places)).toEqual(nodes);
});
