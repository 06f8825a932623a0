// Two versions as one drawing: what came is green, what went is still there as a ghost, what changed is amber.

import { placesOf, wireId, type Difference, type Overlay } from '@/canvas';
import { diff, type Change, type FlowDocument, type FlowNode } from '@/model';

export interface Both {
    document: FlowDocument;
    overlay: Overlay;
    changes: Change[];
}

export function both(before: FlowDocument, after: FlowDocument): Both {
    const changes = diff(before, after);
    const overlay: Overlay = { nodes: {}, wires: {} };
    const nodes: Record<string, FlowNode> = { ...after.nodes };
    const places = { ...placesOf(after) };
    const placesBefore = placesOf(before);
    const mark = (id: string, difference: Difference) => {
        // Whoever came or went is not merely changed.
        overlay.nodes[id] = { diff: overlay.nodes[id]?.diff ?? difference };
    };
    for (const change of changes.filter((one) => one.what === 'node' && one.node && isWhole(one))) {
        const id = change.node ?? '';
        mark(id, change.kind === 'added' ? 'added' : 'removed');
        const gone = before.nodes[id];
        if (change.kind === 'removed' && gone) {
            nodes[id] = gone;
            places[id] = placesBefore[id] ?? [0, 0];
        }
    }
    for (const change of changes) {
        if (change.node !== undefined && !(change.what === 'node' && isWhole(change))) {
            if (change.what === 'wire') {
                wire(change, overlay);
            } else {
                mark(change.node, 'changed');
            }
        }
    }
    for (const [id, { diff: difference }] of Object.entries(overlay.nodes)) {
        if (difference === 'added' || difference === 'removed') {
            for (const output of Object.keys(nodes[id]?.next ?? {})) {
                overlay.wires[wireId(id, output)] = { diff: difference };
            }
        }
    }
    withGhostWires(before, nodes, changes);
    const layout = { ...after.layout, nodes: places };
    return { document: { ...after, nodes, layout }, overlay, changes };
}

function isWhole(change: Change): boolean {
    return /^\/nodes\/[^/]+$/.test(change.pointer);
}

function wire(change: Change, overlay: Overlay) {
    const output = (change.pointer.split('/').at(-1) ?? '').replaceAll('~1', '/').replaceAll('~0', '~');
    const kind = change.kind === 'moved' ? 'changed' : change.kind;
    overlay.wires[wireId(change.node ?? '', output)] = { diff: kind };
}

/** A wire that was taken away is drawn as long as nothing else leaves by its output. */
function withGhostWires(before: FlowDocument, nodes: Record<string, FlowNode>, changes: Change[]) {
    for (const change of changes) {
        const id = change.node;
        const node = id === undefined ? undefined : nodes[id];
        if (change.what === 'wire' && change.kind === 'removed' && id !== undefined && node) {
            const old = before.nodes[id]?.next ?? {};
            nodes[id] = { ...node, next: { ...old, ...node.next } };
        }
    }
}
