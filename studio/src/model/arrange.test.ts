import { describe, expect, it } from 'vitest';

import { arrange, roughSize } from './arrange';
import type { FlowDocument, Place } from './document';
import { flow, small, types } from './testing/flows';

const places = (doc: FlowDocument) => arrange(doc, types);

// The library takes its time to load where many tests run at once.
describe('arranging', { timeout: 60_000 }, () => {
    it('puts what follows to the right', async () => {
        const { welcome, menu, note, bye } = await places(small());
        const x = [welcome, menu, note, bye].map((place) => place?.[0] ?? NaN);
        expect(x).toEqual(x.toSorted((a, b) => a - b));
        expect(new Set(x).size).toBe(4);
    });

    it('gives every node a place of its own', async () => {
        const doc = flow('triage');
        const found = Object.entries(await places(doc)).map(([id, [x, y]]) => ({ x, y, ...roughSize(doc, id, types) }));
        expect(found).toHaveLength(Object.keys(doc.nodes).length);
        for (const a of found) {
            for (const b of found) {
                const isApart =
                    a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
                expect(a === b || isApart).toBe(true);
            }
        }
    });

    it('keeps a group together', async () => {
        const doc = flow('triage');
        const nodes = ['welcome', 'nobody_there', 'silent'];
        const placed = await places({ ...doc, layout: { groups: [{ id: 'g', title: 'Greeting', nodes }] } });
        const within = nodes.map((id): Place => placed[id] ?? [0, 0]);
        const [left, right] = [Math.min(...within.map(([x]) => x)), Math.max(...within.map(([x]) => x)) + 240];
        const [top, bottom] = [Math.min(...within.map(([, y]) => y)), Math.max(...within.map(([, y]) => y)) + 100];
        const strangers = Object.entries(placed).filter(([id, [x, y]]) => {
            return !nodes.includes(id) && x > left && x < right && y > top && y < bottom;
        });
        expect(strangers).toEqual([]);
    });

    it('comes to the same places again, in whichever order the nodes are written', async () => {
        const doc = flow('triage');
        const turned = { ...doc, nodes: Object.fromEntries(Object.entries(doc.nodes).reverse()) };
        const first = await places(doc);
        expect(await places(doc)).toEqual(first);
        expect(await places(turned)).toEqual(first);
    });
});
