import { describe, expect, it } from 'vitest';

import * as edits from './edits';
import { coverageOf, takenBy } from './paths';
import { small } from './testing/flows';

describe('the path of a run', () => {
    it('lights up the nodes and wires that it took, and counts them', () => {
        const { nodes, wires } = takenBy(small(), [
            { node: 'welcome', output: 'sent' },
            { node: 'menu', output: 'sales' },
            { node: 'note', output: 'done' },
            { node: 'bye' },
            { node: 'welcome', output: 'sent' },
            { node: 'gone', output: 'x' },
            { node: 'menu', output: 'no_such' },
        ]);
        expect(Object.fromEntries(nodes)).toEqual({ welcome: 2, menu: 2, note: 1, bye: 1 });
        expect(Object.fromEntries(wires)).toEqual({ 'welcome/sent': 2, 'menu/sales': 1, 'note/done': 1 });
    });
});

describe('coverage', () => {
    const report = {
        nodes: [
            { id: 'welcome', taken: 2 },
            { id: 'menu', taken: 2 },
            { id: 'note', taken: 0 },
            { id: 'bye', taken: 1 },
            { id: 'gone', taken: 1 },
        ],
        wires: [
            { node: 'welcome', output: 'sent', taken: 2 },
            { node: 'menu', output: 'sales', taken: 0 },
            { node: 'menu', output: 'support', taken: 1 },
        ],
    };

    it('is of the document as it is now', () => {
        const found = coverageOf(small(), report);
        expect([found.nodeShare, found.wireShare]).toEqual([3 / 4, 2 / 6]);
        expect(found.untakenNodes).toEqual(['note']);
        expect(found.untakenWires).toContainEqual({ node: 'menu', output: 'sales' });
        const { document } = edits.addNode(small(), { type: 'control.end', id: 'new' });
        expect(coverageOf(document, report).untakenNodes).toEqual(['note', 'new']);
    });
});
