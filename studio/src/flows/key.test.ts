import { expect, test } from 'vitest';
import { keyPattern, proposedKey } from './key';

test('a title becomes a key that the server takes', () => {
    expect(proposedKey('Where is my order?')).toBe('where_is_my_order');
    expect(proposedKey('Öffnungszeiten & Größe')).toBe('offnungszeiten_grosse');
    expect(proposedKey('24 hours')).toBe('flow_24_hours');
    for (const title of ['A', '  Many   blanks  ', 'x'.repeat(100), '9', 'Ünïcödé', '__a__']) {
        expect(proposedKey(title)).toMatch(keyPattern);
    }
});

test('a key that is taken gets a number', () => {
    expect(proposedKey('Triage', new Set(['triage', 'triage_2']))).toBe('triage_3');
});

test('a title without letters or digits proposes nothing', () => {
    expect(proposedKey('???')).toBe('');
});
