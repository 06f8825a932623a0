import { describe, expect, test } from 'vitest';
import { emptyFlow, type FlowDocument } from '@/model';
import {
    differsAt,
    durationOf,
    looking,
    newTalk,
    overlayOf,
    readTalk,
    startedAgain,
    stepBack,
    variablesOf,
    withStep,
} from './talk';
import type { Frame } from './wire';

const frame = (more: Partial<Frame> = {}): Frame => ({
    now: '2026-01-01T09:00:00Z',
    said: [],
    path: [],
    at: [],
    vars: {},
    set: {},
    outputs: {},
    status: 'waiting',
    conversation: null,
    calls: [],
    incidents: [],
    events: [],
    runs: [],
    next_due: null,
    may: [],
    ended: null,
    trouble: [],
    ...more,
});
const bot = (text: string) => frame({ said: [{ who: 'bot', text, at: '' }] });

const menu: FlowDocument = {
    ...emptyFlow('drinks', 'Drinks'),
    start: 'ask',
    nodes: {
        ask: { type: 'conversation.menu', next: { tea: 'over', coffee: 'queue' } },
        queue: { type: 'routing.enqueue', next: { answered: 'over' } },
        over: { type: 'control.end' },
    },
};

describe('what was done', () => {
    const three = [1, 2, 3].reduce((talk, n) => withStep(talk, { do: 'customer', text: `${n}` }), newTalk);

    test('a step back drops the last, starting again drops all and keeps the world', () => {
        expect(stepBack(three).steps).toHaveLength(2);
        expect(startedAgain({ ...three, given: 'given contact.name=Ana', now: 'then' })).toEqual({
            given: 'given contact.name=Ana',
            now: null,
            steps: [],
            shown: null,
        });
    });

    test('who looks at an earlier step and acts goes on from there', () => {
        const earlier = looking(three, 1);
        expect(earlier.shown).toBe(1);
        expect(withStep(earlier, { do: 'leave' })).toMatchObject({
            steps: [{ do: 'customer', text: '1' }, { do: 'leave' }],
            shown: null,
        });
        expect(looking(three, 3).shown).toBeNull();
    });

    test('what was kept comes back, and what is no talk is a new one', () => {
        expect(readTalk(JSON.parse(JSON.stringify(three)))).toEqual(three);
        expect(readTalk(null)).toEqual(newTalk);
        expect(readTalk({ steps: ['x'] })).toEqual(newTalk);
    });
});

describe('the same steps on a changed flow', () => {
    test('name the first frame that is not as it was', () => {
        expect(differsAt([bot('Hello'), bot('Tea?')], [bot('Hello'), bot('Tea?')])).toBeNull();
        expect(differsAt([bot('Hello'), bot('Tea?')], [bot('Hello'), bot('Coffee?')])).toBe(1);
        expect(differsAt([bot('Hello'), bot('Tea?')], [bot('Hello')])).toBe(1);
        expect(differsAt([bot('Hello')], [{ ...bot('Hello'), refused: 'no' }])).toBe(0);
    });
});

test('the way to the frame lights up, the rest stands back, and what other flows did is not ours', () => {
    const frames = [
        frame({ path: [{ node: 'ask' }], at: [{ node: 'ask' }] }),
        frame({
            path: [{ node: 'ask', output: 'coffee' }, { node: 'queue' }, { node: 'over', flow: 'survey' }],
            at: [{ node: 'queue' }],
        }),
    ];
    expect(overlayOf(menu, frames, 0).nodes).toEqual({
        ask: { lit: true, at: true },
        queue: { dim: true },
        over: { dim: true },
    });
    const later = overlayOf(menu, frames, 1);
    expect(later.nodes).toEqual({ ask: { lit: true }, queue: { lit: true, at: true }, over: { dim: true } });
    expect(later.wires).toEqual({
        'ask/tea': { dim: true },
        'ask/coffee': { lit: true },
        'queue/answered': { dim: true },
    });
});

test('variables that the step set are marked, and those it took away are told', () => {
    expect(variablesOf(frame({ vars: { a: 1, b: 2 }, set: { b: 2, c: null } }))).toEqual([
        { name: 'a', value: 1, isChanged: false, isGone: false },
        { name: 'b', value: 2, isChanged: true, isGone: false },
        { name: 'c', value: undefined, isChanged: true, isGone: true },
    ]);
});

test('durations are taken as people write them and sent as the server reads them', () => {
    expect(['90', '90s', '2 h', '1h 30m', '15 min', '1d12h'].map(durationOf)).toEqual([
        '90m',
        '90s',
        '2h',
        '90m',
        '15m',
        '36h',
    ]);
    expect(['', 'soon', '5 apples', '-1m', '1.5h'].map(durationOf)).toEqual([null, null, null, null, null]);
});
