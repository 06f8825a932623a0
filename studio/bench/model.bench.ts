// How long the designer's model takes with the largest flow there may be: 2,000 nodes.
// Run it with `npx vitest bench --run`. An edit should stay under 2 ms, a diff and an outline under 50 ms.

import { bench, describe } from 'vitest';

import type { FlowDocument } from '../src/model';
import * as model from '../src/model';
import { types } from '../src/model/testing/flows';

function large(size = 2000): FlowDocument {
    const id = (i: number) => `n${i % size}`;
    const nodes = Array.from({ length: size }, (_, i): [string, model.FlowNode] => {
        switch (i % 4) {
            case 0:
                return [
                    id(i),
                    { type: 'conversation.send', settings: { text: `Hello ${i}.` }, next: { sent: id(i + 1) } },
                ];
            case 1:
                return [
                    id(i),
                    {
                        type: 'conversation.menu',
                        title: `Choice ${i}`,
                        settings: { text: 'Which?', options: ['a', 'b', { value: 'c', label: 'Third' }] },
                        next: { a: id(i + 1), b: id(i + 2), c: id(i + 7), no_match: id(i + 3), timeout: id(i + 1) },
                    },
                ];
            case 2:
                return [
                    id(i),
                    { type: 'control.set', settings: { values: { v: `vars.v + ${i}` } }, next: { done: id(i + 1) } },
                ];
            default:
                return [
                    id(i),
                    {
                        type: 'routing.enqueue',
                        settings: { queue: 'sales', patience: '5m' },
                        next: { answered: id(i + 1), gave_up: id(i + 2) },
                    },
                ];
        }
    });
    const places = Object.fromEntries(nodes.map(([one], i) => [one, [(i % 50) * 280, Math.floor(i / 50) * 200]]));
    return {
        ...model.emptyFlow('large', 'Large'),
        start: 'n0',
        nodes: Object.fromEntries(nodes),
        layout: { nodes: places as Record<string, model.Place> },
    };
}

const doc = large();
const fresh = () => JSON.parse(JSON.stringify(doc)) as FlowDocument;
const changed = model.setSetting(model.setTitle(doc, 'n800', 'Other'), 'n1000', '/text', 'Other');
const theirs = model.removeNodes(model.setTitle(doc, 'n4', 'Theirs'), ['n3', 'n1204']);
const parsed = [fresh(), fresh()] as const;
const history = model.act(model.begin(doc), 'title', changed);

describe('an edit', () => {
    bench(
        'addNode',
        () => void model.addNode(doc, { type: 'conversation.send', from: { node: 'n0', output: 'sent' } }),
    );
    bench('removeNodes', () => void model.removeNodes(doc, ['n7', 'n8', 'n9']));
    bench('connect', () => void model.connect(doc, { node: 'n0', output: 'sent' }, 'n9'));
    bench('setSetting', () => void model.setSetting(doc, 'n1', '/options/0', 'z'));
    bench('moveNodes', () => void model.moveNodes(doc, { n1: [1, 1], n2: [2, 2] }));
    bench('renameNode', () => void model.renameNode(doc, 'n1', 'first', types));
    bench(
        'insertOnWire',
        () => void model.insertOnWire(doc, { node: 'n0', output: 'sent' }, 'conversation.tag', types),
    );
    bench(
        'duplicate 20',
        () =>
            void model.duplicate(
                doc,
                Array.from({ length: 20 }, (_, i) => `n${i}`),
            ),
    );
});

describe('the whole flow', () => {
    bench('diff of a document and its successor', () => void model.diff(doc, changed));
    bench('diff of two that were just parsed', () => void model.diff(...parsed));
    bench('merge', () => void model.merge(doc, changed, theirs));
    bench('outline', () => void model.outline(doc, types));
    bench('local problems', () => void model.localProblems(doc, types));
    bench('canonical text', () => void model.canonical(doc));
    bench('text diff', () => void model.diffText(doc, changed));
    bench('history, stored', () => void model.serialise(history));
    bench('search', () => void model.fuzzy('cho 99', Object.keys(doc.nodes), (id) => doc.nodes[id]?.title ?? id));
});

describe('places', () => {
    bench('arrange', async () => void (await model.arrange(doc, types)), {
        iterations: 1,
        warmupIterations: 0,
        time: 1,
    });
});
