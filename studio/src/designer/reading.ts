// The flow as one reads it: from the start along the wires, each node once.

import type { Store } from './state';
import { outputsAt } from './actions';

export interface Line {
    node: string;
    depth: number;
    /** The output that leads here; none for where a run begins. */
    from?: { node: string; output: string };
    /** Reached by nothing. */
    isLost?: boolean;
}

export function linesOf(store: Store): Line[] {
    const { document } = store;
    const lines: Line[] = [];
    const seen = new Set<string>();
    const read = (root: Line) => {
        // A stack and not recursion: a flow may be a chain of 2,000.
        const waiting = [root];
        for (let line = waiting.pop(); line; line = waiting.pop()) {
            if (!Object.hasOwn(document.nodes, line.node) || seen.has(line.node)) {
                continue;
            }
            seen.add(line.node);
            lines.push(line);
            const { node, depth } = line;
            const outputs = outputsAt(store, node);
            const wired = outputs.filter((output) => output.to !== undefined);
            // The last way on stays on the same depth, as the rest of a page does: only the others are set in.
            for (const output of wired.toReversed()) {
                const isOnly = wired.length === 1;
                waiting.push({
                    node: output.to ?? '',
                    depth: isOnly ? depth : depth + 1,
                    from: { node, output: output.key },
                });
            }
        }
    };
    const roots = [document.start, ...(document.hooks ?? []).map((hook) => hook.to), document.on_error, document.on_cancel];
    for (const root of roots) {
        if (root !== undefined) {
            read({ node: root, depth: 0 });
        }
    }
    for (const node of Object.keys(document.nodes)) {
        read({ node, depth: 0, isLost: !seen.has(node) });
    }
    return lines;
}

export function readingOrder(store: Store): string[] {
    return linesOf(store).map((line) => line.node);
}
