import { describe, expect, it } from 'vitest';

import { fuzzy, nearest } from './search';
import { types } from './testing/flows';

const texts = (query: string, items: string[]) => fuzzy(query, items).map((found) => found.item);

describe('searching', () => {
    it('finds by the beginnings of words, before letters here and there', () => {
        const items = ['Set a field', 'Business hours', 'Find an agent', 'Handover to bot', 'Wait in queue'];
        expect(texts('bh', items)).toEqual(['Business hours']);
        expect(texts('wq', items)[0]).toBe('Wait in queue');
        expect(texts('agent', items)).toEqual(['Find an agent']);
        expect(texts('xyz', items)).toEqual([]);
        expect(texts('', items)).toEqual(items);
    });

    it('puts the whole word first, then its beginning, then its middle', () => {
        expect(texts('end', ['Send', 'Ending', 'End', 'Weekend end'])).toEqual([
            'End',
            'Ending',
            'Weekend end',
            'Send',
        ]);
    });

    it('wants every word, in any order', () => {
        expect(texts('queue wait', ['Wait in queue', 'Wait', 'Queue status'])).toEqual(['Wait in queue']);
    });

    it('says what matched', () => {
        expect(fuzzy('bh', ['Business hours'])[0]?.ranges).toEqual([
            [0, 1],
            [9, 10],
        ]);
        expect(fuzzy('hours bus', ['Business hours'])[0]?.ranges).toEqual([
            [0, 3],
            [9, 14],
        ]);
    });

    it('does not mind capitals and accents', () => {
        expect(fuzzy('MENU', ['Menü'])[0]?.ranges).toEqual([[0, 4]]);
        expect(texts('über', ['Uber'])).toEqual(['Uber']);
    });

    it('finds each node type by its title and by its name', () => {
        for (const type of types.values()) {
            const text = (one: { type: string; title: string }) => `${one.title} ${one.type}`;
            expect(fuzzy(type.title, [...types.values()], text)[0]?.item.title).toBe(type.title);
            expect(fuzzy(type.type, [...types.values()], text)[0]?.item).toBe(type);
        }
    });
});

describe('what was probably meant', () => {
    it('is few letters away', () => {
        expect(nearest('patiense', ['text', 'patience', 'save'])).toBe('patience');
        expect(nearest('bey', ['bye', 'menu'])).toBe('bye');
        expect(nearest('colour', ['text', 'patience'])).toBeUndefined();
    });
});
