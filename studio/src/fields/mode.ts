// How a setting says what it is: as a literal, as an expression worked out when the node is entered, or as a binding of the
// org. Text is always a template, and what is an expression or a program anyway needs no such choice.

import { pointers } from '@/model';

export type Mode = 'literal' | 'expr' | 'bind';

const alwaysLiteral = new Set(['text', 'expression', 'variable', 'code', 'any', 'list', 'map', 'object']);

export function canSwitch(kind: string): boolean {
    return !alwaysLiteral.has(kind);
}

export function modeOf(value: unknown): Mode {
    if (pointers.isMap(value) && Object.keys(value).length === 1) {
        if (typeof value.expr === 'string') {
            return 'expr';
        }
        if (typeof value.bind === 'string') {
            return 'bind';
        }
    }
    return 'literal';
}

/** The same setting in another mode, keeping what can be kept. */
export function inMode(value: unknown, mode: Mode): unknown {
    const from = modeOf(value);
    if (from === mode) {
        return value;
    }
    if (mode === 'bind') {
        return { bind: '' };
    }
    if (mode === 'literal') {
        return undefined;
    }
    if (from === 'literal' && value !== undefined && value !== '') {
        return { expr: typeof value === 'string' ? `'${value.replace(/[\\']/g, '\\$&')}'` : JSON.stringify(value) };
    }
    return { expr: '' };
}

/** What is written in a field for any JSON value: text as it is, unless it would be taken for something else. */
export function anyToText(value: unknown): string {
    if (value === undefined) {
        return '';
    }
    return typeof value === 'string' && textToAny(value) === value
        ? value
        : JSON.stringify(value, null, typeof value === 'object' && value !== null ? 2 : undefined);
}

export function textToAny(text: string): unknown {
    if (text.trim() === '') {
        return undefined;
    }
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return text;
    }
}

const units = ['ms', 's', 'm', 'h', 'd'] as const;
export type Unit = (typeof units)[number];
export const durationUnits: readonly Unit[] = units;

export function splitDuration(text: unknown): { amount: number | ''; unit: Unit } | undefined {
    if (text === undefined || text === '') {
        return { amount: '', unit: 's' };
    }
    const parts = typeof text === 'string' ? /^(\d{1,12})(ms|s|m|h|d)$/.exec(text) : null;
    return parts ? { amount: Number(parts[1]), unit: parts[2] as Unit } : undefined;
}

/** A value to begin with, for a required field or an entry that was just added. */
export function firstValue(kind: string): unknown {
    switch (kind) {
        case 'list':
            return [];
        case 'map':
        case 'object':
            return {};
        case 'boolean':
            return false;
        case 'integer':
        case 'number':
            return 0;
        default:
            return '';
    }
}
