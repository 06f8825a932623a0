import { describe, expect, it } from 'vitest';

import { openDocument, openText } from './reader';
import { shipped, small } from './testing/flows';

describe('a document that is opened', () => {
    it('may be changed when all of it is known', () => {
        for (const doc of Object.values(shipped)) {
            expect(openText(JSON.stringify(doc))).toEqual({ document: doc });
        }
    });

    it('of a newer format is shown, and says why it cannot be changed', () => {
        const { document, readOnly } = openDocument({ ...small(), format: 'millrace.flow/2', lanes: [] });
        expect(document.nodes).toEqual(small().nodes);
        expect(readOnly).toContain('millrace.flow/2');
        expect(readOnly).toContain('millrace.flow/1');
    });

    it('with parts that would be lost names them', () => {
        const doc = { ...small(), owner: 'ana', nodes: { ...small().nodes, bye: { type: 'control.end', retry: 3 } } };
        expect(openDocument(doc).readOnly).toContain('/owner, /nodes/bye/retry');
        const layout = { nodes: {}, groups: [{ id: 'g', title: 't', nodes: [], colour: 'red' }] };
        expect(openDocument({ ...small(), layout }).readOnly).toContain('/layout/groups/0/colour');
    });

    it('with a number that a browser would change is left alone', () => {
        const text = (number: string) => JSON.stringify(small()).replace('"Hello."', number);
        expect(openText(text('1.0')).readOnly).toContain('1.0');
        expect(openText(text('9007199254740993')).readOnly).toContain('9007199254740993');
        for (const fine of ['1.5', '0', '-12', '9007199254740991', '1e-3', '"1.0 and \\"2.0"']) {
            expect(openText(text(fine)).readOnly, fine).toBeUndefined();
        }
    });

    it('that is none says so and breaks nothing', () => {
        for (const text of ['', '[]', 'null', '{"format":"other/1"}', '{"nodes":7}']) {
            const { document, readOnly } = openText(text);
            expect(readOnly).toBe('This is no flow document.');
            expect(document.nodes).toEqual({});
        }
    });
});
