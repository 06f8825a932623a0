// Where runs went: what lights up on the canvas for one run's path, a simulation, or all cases of the tests.

import type { FlowDocument, Wire } from './document';
import { hasNode, targetOf, wiresOf } from './document';

/** A step of a run: the node, and the output it left by. Without one it is still there, or was taken away. */
export interface PathStep {
    node: string;
    output?: string | null;
}

export interface Taken {
    /** How often each node was entered, and each wire followed (by wireKey). */
    nodes: ReadonlyMap<string, number>;
    wires: ReadonlyMap<string, number>;
}

export function wireKey({ node, output }: Wire): string {
    return `${node}/${output}`;
}

/** Steps at nodes that the document does not have (it was changed since) are left out. */
export function takenBy(doc: FlowDocument, path: readonly PathStep[]): Taken {
    const nodes = new Map<string, number>();
    const wires = new Map<string, number>();
    for (const { node, output } of path) {
        if (!hasNode(doc, node)) {
            continue;
        }
        count(nodes, node, 1);
        if (output && targetOf(doc, { node, output }) !== undefined) {
            count(wires, wireKey({ node, output }), 1);
        }
    }
    return { nodes, wires };
}

/** As the tests' report gives it. */
export interface Coverage {
    nodes: { id: string; taken: number }[];
    wires: { node: string; output: string; taken: number }[];
}

export interface CoverageOf extends Taken {
    /** Parts of one: 0.5 is half. A flow without wires has all of them taken. */
    nodeShare: number;
    wireShare: number;
    untakenNodes: string[];
    untakenWires: Wire[];
}

/** Against the document as it is now: what was drawn since the tests ran counts as not taken. */
export function coverageOf(doc: FlowDocument, coverage: Coverage): CoverageOf {
    const nodes = new Map<string, number>();
    const wires = new Map<string, number>();
    for (const { id, taken } of coverage.nodes) {
        if (taken > 0 && hasNode(doc, id)) {
            count(nodes, id, taken);
        }
    }
    for (const wire of coverage.wires) {
        if (wire.taken > 0 && targetOf(doc, wire) !== undefined) {
            count(wires, wireKey(wire), wire.taken);
        }
    }
    const untakenNodes = Object.keys(doc.nodes).filter((id) => !nodes.has(id));
    const all = wiresOf(doc);
    const untakenWires = all.filter((wire) => !wires.has(wireKey(wire))).map(({ node, output }) => ({ node, output }));
    const share = (taken: number, of: number) => (of === 0 ? 1 : taken / of);
    const nodeShare = share(nodes.size, Object.keys(doc.nodes).length);
    return { nodes, wires, nodeShare, wireShare: share(wires.size, all.length), untakenNodes, untakenWires };
}

function count(counts: Map<string, number>, key: string, by: number) {
    counts.set(key, (counts.get(key) ?? 0) + by);
}
