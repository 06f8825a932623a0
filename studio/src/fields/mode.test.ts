import { describe, expect, test } from 'vitest';
import { anyToText, canSwitch, inMode, modeOf, splitDuration, textToAny } from './mode';

describe('how a setting says what it is', () => {
    test('an expression and a binding are known by their one member', () => {
        expect([modeOf('x'), modeOf({ expr: '1' }), modeOf({ bind: 'b' }), modeOf({ expr: '1', more: 2 })]).toEqual([
            'literal',
            'expr',
            'bind',
            'literal',
        ]);
    });

    test('a text becomes an expression of the same text, quotes and all', () => {
        expect(inMode("it's", 'expr')).toEqual({ expr: "'it\\'s'" });
        expect(inMode(5, 'expr')).toEqual({ expr: '5' });
        expect(inMode(undefined, 'expr')).toEqual({ expr: '' });
        expect(inMode({ expr: 'vars.x' }, 'literal')).toBeUndefined();
        expect(inMode({ bind: 'b' }, 'bind')).toEqual({ bind: 'b' });
    });

    test('text, expressions and code have nothing to switch', () => {
        expect(['text', 'expression', 'code', 'queue', 'duration'].map(canSwitch)).toEqual([
            false,
            false,
            false,
            true,
            true,
        ]);
    });
});

test('any JSON is written and read without becoming something else', () => {
    for (const value of ['word', '5', 5, true, 'true', null, [1, 'a'], { a: { b: 1 } }, '"quoted"', '{']) {
        expect(textToAny(anyToText(value)), JSON.stringify(value)).toEqual(value);
    }
    expect(textToAny('  ')).toBeUndefined();
});

test('a duration is a number and its unit; what is neither is left to be mended', () => {
    expect(splitDuration('90s')).toEqual({ amount: 90, unit: 's' });
    expect(splitDuration('250ms')).toEqual({ amount: 250, unit: 'ms' });
    expect(splitDuration(undefined)).toEqual({ amount: '', unit: 's' });
    expect([splitDuration('soon'), splitDuration(5)]).toEqual([undefined, undefined]);
});
