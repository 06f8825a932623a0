import { expect, test } from 'vitest';
import { emptyFlow, type FlowDocument } from '@/model';
import { both } from './both';

const before: FlowDocument = {
    ...emptyFlow('k', 'Flow'),
    start: 'a',
    nodes: {
        a: { type: 'conversation.send', settings: { text: 'Hello' }, next: { sent: 'b' } },
        b: { type: 'conversation.send', settings: { text: 'Bye' }, next: { sent: 'c' } },
        c: { type: 'control.end' },
    },
    layout: { nodes: { a: [0, 0], b: [280, 0], c: [560, 0] } },
};

test('what went is a ghost where it stood, with its wires; what came is marked, and so is what changed', () => {
    const after: FlowDocument = {
        ...before,
        nodes: {
            a: { type: 'conversation.send', settings: { text: 'Hello there' }, next: { sent: 'd' } },
            d: { type: 'control.set', settings: { values: { x: '1' } }, next: { done: 'c' } },
            c: { type: 'control.end' },
        },
        layout: { nodes: { a: [0, 0], d: [280, 0], c: [560, 0] } },
    };
    const { document, overlay } = both(before, after);
    expect(Object.keys(document.nodes).sort()).toEqual(['a', 'b', 'c', 'd']);
    expect(document.layout?.nodes?.b).toEqual([280, 0]);
    expect(overlay.nodes).toEqual({ a: { diff: 'changed' }, b: { diff: 'removed' }, d: { diff: 'added' } });
    expect(overlay.wires).toEqual({
        'a/sent': { diff: 'changed' },
        'b/sent': { diff: 'removed' },
        'd/done': { diff: 'added' },
    });
});

test('a moved box is no change', () => {
    const after = { ...before, layout: { nodes: { a: [0, 500], b: [280, 0], c: [560, 0] } } } as FlowDocument;
    expect(both(before, after).changes).toEqual([]);
});
