import { describe, expect, test } from 'vitest';
import { emptyFlow, type FlowDocument } from '@/model';
import { placeOf } from './language_api';
import { declaredTypes, proposeExpression, proposeLua } from './propose';

const flow: FlowDocument = {
    ...emptyFlow('orders', 'Orders'),
    variables: { tries: { type: 'integer' }, note: {} },
    input: { order: { type: 'string', required: true } },
    nodes: { ask: { type: 'conversation.ask', settings: { save: 'answer' } }, over: { type: 'control.end' } },
};
const language = {
    functions: [{ name: 'lower', signature: 'lower(text)', help: 'In small letters.', example: "lower('A')" }],
    words: ['and', 'nil'],
    scopes: [
        { name: 'vars', help: 'Variables.', members: [] },
        { name: 'contact', help: 'The customer.', members: [{ name: 'email', type: 'string', help: 'E-mail' }] },
    ],
};
const names = (text: string, kind: 'expression' | 'template' = 'expression', caret = text.length) =>
    proposeExpression(text, caret, kind, language, flow)?.items.map(({ name }) => name);

describe('in an expression', () => {
    test('scopes, functions and words come first, then what they hold', () => {
        expect(names('')).toEqual(['vars', 'contact', 'lower', 'and', 'nil']);
        expect(names('contact.')).toEqual(['email']);
        expect(names('vars.tr')).toEqual(['answer', 'order', 'tries', 'note']);
        expect(names('node.')).toEqual(['ask', 'over']);
    });

    test('it replaces the word that was begun', () => {
        expect(proposeExpression('1 + vars.tr', 11, 'expression', language, flow)?.from).toBe(9);
    });

    test('nothing is offered within a text, nor below what is known', () => {
        expect(names("'var")).toBeUndefined();
        expect(names("'it\\'s ")).toBeUndefined();
        expect(names('vars.order.')).toBeUndefined();
    });
});

test('in a template only what stands in the holes is completed', () => {
    expect(names('Hello ', 'template')).toBeUndefined();
    expect(names('Hello {{contact.', 'template')).toEqual(['email']);
    expect(names('Hello {{contact.email}} co', 'template')).toBeUndefined();
    expect(names("It's {{contact.", 'template')).toEqual(['email']);
});

test('the check is told the types that are declared', () => {
    expect(declaredTypes(flow)).toEqual({ tries: 'integer', order: 'string' });
});

test('in Lua ctx has the members that the server names, variables are those of the flow, outputs those that are wired', () => {
    const known = [
        { name: 'ctx.http', signature: 'ctx.http', help: '', kind: 'scope' },
        { name: 'ctx.http.post', signature: 'ctx.http.post(url, options)', help: 'Posts.', kind: 'function' },
        { name: 'ctx.send', signature: 'ctx.send(text)', help: 'Sends.', kind: 'function' },
    ];
    const lua = (text: string) => proposeLua(text, text.length, known, flow, ['done', 'late'])?.items;
    expect(lua('ctx.')?.map(({ name }) => name)).toEqual(['http', 'send']);
    expect(lua('local a = ctx.http.')).toMatchObject([{ name: 'post', detail: '(url, options)', kind: 'function' }]);
    expect(lua('ctx.vars.')?.map(({ name }) => name)).toContain('tries');
    expect(lua('return "')?.map(({ name }) => name)).toEqual(['done', 'late']);
    expect(lua('print("ctx.')).toBeUndefined();
    expect(lua('-- ctx.')).toBeUndefined();
});

test('a line and a column are a place in the text', () => {
    expect(placeOf('one\ntwo', { line: 2, column: 2 })).toEqual({ from: 5, to: 7 });
    expect(placeOf('one\ntwo', { line: 9 })).toEqual({ from: 4, to: 7 });
    expect(placeOf('one', { line: 1, column: 1, from: 1, to: 2 })).toEqual({ from: 1, to: 2 });
});
