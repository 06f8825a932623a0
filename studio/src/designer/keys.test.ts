import { expect, test } from 'vitest';
import { words } from '@/words';
import { keyOf, keys } from './keys';

const none = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };

test('keys are written as the list of keys shows them', () => {
    expect(keyOf({ ...none, key: 'ArrowRight', shiftKey: true })).toBe('shift+right');
    expect(keyOf({ ...none, key: 'Z', ctrlKey: true, shiftKey: true })).toBe('mod+shift+z');
    expect(keyOf({ ...none, key: 'z', metaKey: true })).toBe('mod+z');
    expect(keyOf({ ...none, key: '+', shiftKey: true })).toBe('+');
});

test('no key does two things, and each has its words', () => {
    const all = keys.flatMap((key) => key.keys);
    expect(new Set(all).size).toBe(all.length);
    expect(keys.filter((key) => !words.designer.keys[key.id])).toEqual([]);
});
