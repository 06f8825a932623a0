import { describe, expect, it } from 'vitest';

import { equalLogic } from './canonical';
import type { FlowDocument } from './document';
import type { Merged } from './merge';
import { isResolved, merge, resolveAll } from './merge';
import { lostWires, lostWork, overlap, unordered } from './testing/lost_work';
import type { Edit } from './testing/random';
import { applyEdit, random, randomEdits, randomFlow } from './testing/random';

// Every pair has its seed. A failure names it, with the fewest edits that still fail.

const pairs = 1000;
// Not a measure: on a busy machine a thousand pairs take their time.
const patienceMs = 300_000;

interface Pair {
    base: FlowDocument;
    a: Edit[];
    b: Edit[];
}

function pairOf(seed: number): Pair {
    const r = random(seed);
    const base = randomFlow(r);
    return { base, a: randomEdits(r, base, 'a', 1 + r.number(6)), b: randomEdits(r, base, 'b', 1 + r.number(6)) };
}

const after = (doc: FlowDocument, edits: Edit[]) => edits.reduce(applyEdit, doc);
const mergeOf = ({ base, a, b }: Pair) => merge(base, after(base, a), after(base, b));

/** Runs the rule on each pair; it says what is wrong, if anything. */
function holds(rule: (pair: Pair) => string | undefined) {
    for (let seed = 1; seed <= pairs; ++seed) {
        const pair = pairOf(seed);
        const wrong = said(rule, pair);
        if (wrong !== undefined) {
            const { base, a, b } = smallest(rule, pair);
            const text = JSON.stringify({ a, b, base }, null, 1);
            throw new Error(
                `seed ${seed}: ${wrong}\nthe fewest edits that fail: ${said(rule, { base, a, b })}\n${text}`,
            );
        }
    }
}

function said(rule: (pair: Pair) => string | undefined, pair: Pair): string | undefined {
    try {
        return rule(pair);
    } catch (error) {
        return String(error);
    }
}

function smallest(rule: (pair: Pair) => string | undefined, pair: Pair): Pair {
    for (const side of ['a', 'b'] as const) {
        for (let i = 0; i < pair[side].length; ++i) {
            const fewer = { ...pair, [side]: pair[side].toSpliced(i, 1) };
            if (said(rule, fewer) !== undefined) {
                return smallest(rule, fewer);
            }
        }
    }
    return pair;
}

const list = (things: unknown[]) => (things.length > 0 ? JSON.stringify(things) : undefined);
/** The first line that is another one. */
function unlike(expected: string, found: string, whose: string): string | undefined {
    const [lines, others] = [expected.split('\n'), found.split('\n')];
    const i = lines.findIndex((line, at) => line !== others[at]);
    return expected === found ? undefined : `expected line ${i}, ${lines[i]}, but ${whose} has ${others[i]}`;
}

const hasRenamed = (merged: Merged) => Object.keys(merged.renamed).length > 0;

describe(`of ${pairs} random pairs of edits`, () => {
    it(
        'those that do not overlap merge to what doing both gives, in either order',
        () => {
            let apart = 0;
            holds((pair) => {
                const { base, a, b } = pair;
                if (overlap(base, a, b)) {
                    return undefined;
                }
                ++apart;
                const merged = mergeOf(pair);
                if (merged.conflicts.length > 0) {
                    return `expected no conflict but found ${list(merged.conflicts)}`;
                }
                const result = unordered(merged.document);
                const [ab, ba] = [unordered(after(after(base, a), b)), unordered(after(after(base, b), a))];
                return unlike(ab, ba, 'the other order') ?? unlike(ab, result, 'the merge');
            });
            expect(apart).toBeGreaterThan(pairs / 5);
        },
        patienceMs,
    );

    it(
        'none loses work: each change of each side is in the result or in a conflict',
        () => {
            let conflicts = 0;
            holds((pair) => {
                const merged = mergeOf(pair);
                conflicts += merged.conflicts.length > 0 ? 1 : 0;
                const newOnes = merged.conflicts.filter(({ node }) => node !== undefined && !pair.base.nodes[node]);
                if (newOnes.length > 0) {
                    return `expected both new nodes to be kept but found ${list(newOnes)}`;
                }
                return list([...lostWork(merged, 'mine', true), ...lostWork(merged, 'theirs', true)]);
            });
            expect(conflicts).toBeGreaterThan(pairs / 10);
        },
        patienceMs,
    );

    it(
        'all have every change of the side that every conflict is decided for',
        () => {
            holds((pair) => {
                const [mine, theirs] = [resolveAll(mergeOf(pair), 'mine'), resolveAll(mergeOf(pair), 'theirs')];
                if (!isResolved(mine) || !isResolved(theirs)) {
                    return 'expected nothing left to decide';
                }
                return list([
                    ...lostWork(mine, 'mine', false),
                    ...lostWork(mine, 'theirs', true),
                    ...lostWork(theirs, 'theirs', false),
                    ...lostWork(theirs, 'mine', true),
                    ...(hasRenamed(mine) ? [] : lostWires(mine, 'mine')),
                    ...lostWires(theirs, 'theirs'),
                ]);
            });
        },
        patienceMs,
    );

    it(
        'all give the same when the two sides change places',
        () => {
            holds(({ base, a, b }) => {
                const [mine, theirs] = [after(base, a), after(base, b)];
                const [one, other] = [merge(base, mine, theirs), merge(base, theirs, mine)];
                if (hasRenamed(one)) {
                    return hasRenamed(other) ? undefined : 'expected a node to be renamed either way';
                }
                const pointers = (merged: Merged) => merged.conflicts.map((conflict) => conflict.pointer).sort();
                if (list(pointers(one)) !== list(pointers(other))) {
                    return `expected the conflicts ${list(pointers(one))} but found ${list(pointers(other))}`;
                }
                const same =
                    equalLogic(resolveAll(one, 'mine').document, resolveAll(other, 'theirs').document) &&
                    equalLogic(resolveAll(one, 'theirs').document, resolveAll(other, 'mine').document);
                return same ? undefined : 'expected the same document either way';
            });
        },
        patienceMs,
    );

    it(
        'none changes when one side did nothing, or both did the same',
        () => {
            holds(({ base, a }) => {
                const changed = after(base, a);
                const results = [merge(base, changed, base), merge(base, base, changed), merge(base, changed, changed)];
                const wrong = results.filter((one) => one.conflicts.length > 0 || !equalLogic(one.document, changed));
                return wrong.length > 0 ? 'expected the one change' : undefined;
            });
        },
        patienceMs,
    );
});
