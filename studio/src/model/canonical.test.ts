import { describe, expect, it } from 'vitest';

import { canonical, canonicalLogic, equalDocuments, equalLogic, normal } from './canonical';
import type { FlowDocument } from './document';
import { moveNodes, setTitle } from './edits';
import { flow, shipped, small } from './testing/flows';
// Numbers, letters and defaults of every sort, published by hand and then printed by `millrace export`.
import byHand from './testing/written_by_hand.json?raw';
import byTheEngine from './testing/written_by_the_engine.txt?raw';

describe('the canonical text', () => {
    it('is the very text that the engine writes', () => {
        expect(`${canonical(JSON.parse(byHand) as FlowDocument)}\n`).toBe(byTheEngine);
    });

    it('reads back as the same flow', () => {
        for (const document of Object.values(shipped)) {
            const again = JSON.parse(canonical(document)) as FlowDocument;
            expect(equalDocuments(again, document)).toBe(true);
            expect(canonical(again)).toBe(canonical(document));
        }
    });

    it('does not care in which order members were written, nor about defaults that were', () => {
        const document = flow('triage');
        const turned = Object.fromEntries(Object.entries(document).reverse()) as unknown as FlowDocument;
        expect(canonical({ ...turned, on_cancel: '', bindings: { ...document.bindings } })).toBe(canonical(document));
    });

    it('has a logic that no box changes by moving', () => {
        const moved = moveNodes(small(), { menu: [1, 2] });
        expect(equalLogic(small(), moved)).toBe(true);
        expect(equalDocuments(small(), moved)).toBe(false);
        expect(canonicalLogic(moved)).toBe(canonicalLogic(small()));
        expect(canonicalLogic(moved)).not.toContain('layout');
        expect(equalLogic(small(), setTitle(small(), 'menu', 'Choose'))).toBe(false);
    });

    it('keeps nodes that have nothing to leave out as they are', () => {
        const document = flow('triage');
        expect(normal(document).nodes.welcome).toBe(document.nodes.welcome);
    });
});
