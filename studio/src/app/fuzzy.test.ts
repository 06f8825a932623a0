import { expect, test } from 'vitest';
import { bestFirst, score } from './fuzzy';

test('letters in order are found wherever they stand, others are not', () => {
    expect(score('trg', 'Triage')).not.toBeNull();
    expect(score('gt', 'Triage')).toBeNull();
});

test('the beginning of the text comes before the beginnings of words, and those before the rest', () => {
    const titles = ['Lost orders', 'Order lookup', 'Border control', 'Survey'];
    expect(bestFirst('order', titles, (title) => title)).toEqual(['Order lookup', 'Lost orders', 'Border control']);
});

test('without a query everything stays as it is', () => {
    expect(bestFirst('  ', ['b', 'a'], (title) => title)).toEqual(['b', 'a']);
});
