import { describe, expect, test } from 'vitest';
import { addNode, emptyFlow, moveNodes, nodeTypes, setSetting, type FlowDocument, type NodeType } from '@/model';
import { Elements, newOutput } from './elements';
import { placesOf } from './places';
import { summaryOf } from './summary';

const type = (name: string, more: Partial<NodeType> = {}): NodeType => ({
    type: name,
    version: 1,
    title: name,
    category: 'control',
    outputs: [{ key: 'done', kind: 'ok', title: 'Done.' }],
    outputs_from: 'fixed',
    settings_schema: {},
    help: '',
    icon: '',
    ...more,
});
const types = nodeTypes([
    type('step'),
    type('end', { outputs: [] }),
    type('script', { outputs: [{ key: 'error', kind: 'error', title: 'Threw.' }], outputs_from: 'next' }),
]);

function chain(length: number): FlowDocument {
    let document = emptyFlow('k', 'Chain');
    for (let place = 0; place < length; ++place) {
        const from = place > 0 ? { node: `n${place - 1}`, output: 'done' } : undefined;
        document = addNode(document, { type: 'step', id: `n${place}`, at: [place * 300, 0], from }).document;
    }
    return document;
}

describe('what the canvas shows', () => {
    test('an edit of one node leaves all others as they were', () => {
        const elements = new Elements();
        const document = chain(50);
        const before = elements.of({ document, types, problems: [], canAdd: true });
        const edited = setSetting(document, 'n7', '/text', 'other');
        const after = elements.of({ document: edited, types, problems: [], canAdd: true });
        expect(after.steps.filter((step, place) => step !== before.steps[place]).map((step) => step.id)).toEqual([
            'n7',
        ]);
        expect(after.wires.every((wire, place) => wire === before.wires[place])).toBe(true);
    });

    test('a moved node keeps what it shows, so only its place is drawn anew', () => {
        const elements = new Elements();
        const document = chain(3);
        const before = elements.of({ document, types, problems: [], canAdd: true });
        const after = elements.of({
            document: moveNodes(document, { n1: [10, 20] }),
            types,
            problems: [],
            canAdd: true,
        });
        expect(after.steps[1]).not.toBe(before.steps[1]);
        expect(after.steps[1]?.data).toBe(before.steps[1]?.data);
        expect(after.steps[1]?.position).toEqual({ x: 10, y: 20 });
    });

    test('whose outputs the author names, has one more to draw from; but not to look at only', () => {
        const { document } = addNode(emptyFlow('k', 'K'), { type: 'script' });
        const keys = (canAdd: boolean) =>
            new Elements().of({ document, types, problems: [], canAdd }).steps[0]?.data.outputs.map(({ key }) => key);
        expect(keys(true)).toEqual(['error', newOutput]);
        expect(keys(false)).toEqual(['error']);
    });
});

test('nodes that nobody placed stand in columns by their distance from the start', () => {
    const { layout: _, ...document } = chain(3);
    expect(placesOf(document)).toEqual({ n0: [0, 0], n1: [280, 0], n2: [560, 0] });
});

test('the setting that tells most stands on the node, in a line', () => {
    const summary = (settings: Record<string, unknown>) => summaryOf({ type: 'step', settings }, undefined);
    expect(summary({ patience: '5m', text: 'Hello,\n  you.' })).toBe('Hello, you.');
    expect(summary({ queue: { expr: 'vars.team' } })).toBe('vars.team');
    expect(summary({ values: { x: '1', y: '2' } })).toBe('x = 1, y = 2');
    expect(summary({ calendar: { bind: 'hours' } })).toBe('→ hours');
    expect(summary({ text: 'a'.repeat(200) })).toHaveLength(80);
    expect(summary({})).toBe('');
});
