import { describe, expect, it } from 'vitest';

import { wiresOf } from './document';
import * as edits from './edits';
import { outline } from './outline';
import { shipped, small, types } from './testing/flows';
import { random, randomFlow } from './testing/random';

const told = (doc = small()) =>
    outline(doc, types).map(({ kind, level, root, wire, node }) =>
        `${'  '.repeat(level - 1)}${kind} ${root ?? ''}${wire ? `${wire.output} → ` : ''}${node ?? ''}`.trimEnd(),
    );

describe('the outline', () => {
    it('reads from the start on, indents where ways part, and refers back', () => {
        expect(told()).toEqual([
            'root startwelcome',
            '  entry welcome',
            '  entry sent → menu',
            '    entry no_match → bye',
            '    reference timeout → bye',
            '    entry sales → note',
            '    reference done → bye',
            '    reference support → bye',
            'root hookbye',
            '  reference bye',
        ]);
    });

    it('shows what is missing: outputs without a wire, wires to nowhere, nodes that no run comes to', () => {
        let doc = edits.disconnect(small(), { node: 'note', output: 'done' });
        doc = edits.addNode(doc, { type: 'control.end', id: 'island' }).document;
        doc = { ...doc, on_error: 'gone' };
        expect(told(doc).filter((line) => !/entry|reference/.test(line) || line.includes('island'))).toEqual([
            'root startwelcome',
            '    open done →',
            'root hookbye',
            'root on_errorgone',
            '  nowhere gone',
            'root unreached',
            '  entry island',
        ]);
    });

    it('has every node once as an entry, and every wire once', () => {
        const flows = [...Object.values(shipped), ...Array.from({ length: 200 }, (_, i) => randomFlow(random(i + 1)))];
        for (const doc of flows) {
            const lines = outline(doc, types);
            const entries = lines.filter((line) => line.kind === 'entry').map((line) => line.node);
            expect(entries.toSorted()).toEqual(Object.keys(doc.nodes).sort());
            const drawn = lines.filter((line) => line.wire && line.kind !== 'open');
            const wires = wiresOf(doc).map(({ node, output, to }) => `${node} ${output} ${to}`);
            expect(drawn.map(({ wire, node }) => `${wire?.node} ${wire?.output} ${node}`).sort()).toEqual(wires.sort());
            expect(new Set(lines.map((line) => line.key)).size).toBe(lines.length);
        }
    });
});
