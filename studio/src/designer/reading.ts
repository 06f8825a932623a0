// The flow as one reads it: from where runs begin along the wires, each node once.

import { outline, type FlowDocument, type OutlineLine } from '@/model';
import type { Store } from './state';

export interface Line {
    node: string;
    /** From 0. */
    depth: number;
    /** The output that leads here; none for where a run begins. */
    from?: { node: string; output: string };
    /** Where a run begins, if it is here. */
    root?: OutlineLine;
}

export function linesOf(document: FlowDocument, { types, outcomes }: Store): Line[] {
    let root: OutlineLine | undefined;
    const lines: Line[] = [];
    for (const line of outline(document, types, outcomes)) {
        if (line.kind === 'root') {
            root = line;
        } else if (line.kind === 'entry' && line.node !== undefined) {
            lines.push({ node: line.node, depth: line.level - 2, from: line.wire, root });
            root = undefined;
        }
    }
    return lines;
}

export function readingOrder(store: Store): string[] {
    return linesOf(store.document, store).map((line) => line.node);
}
