// The whole flow as lines to read from top to bottom: the same as the canvas, for the keyboard and for screen readers.
// Every node is an entry once; a wire that leads to one that was already read refers back to it. What follows by the only
// wire of a node stands below it on the same level, so that a long flow is not a staircase.

import type { FlowDocument } from './document';
import { hasNode } from './document';
import type { NodeTypes } from './node_types';
import type { Outcomes } from './outputs';
import { outputsOf } from './outputs';

export interface OutlineLine {
    /** Unique, and the same as long as it stands for the same thing. */
    key: string;
    /** From 1, as aria-level. */
    level: number;
    /**
     * `root`: where a run may begin. `entry`: a node, read here. `reference`: to a node that is read elsewhere.
     * `nowhere`: leads to a node that is not there. `open`: an output that must lead somewhere and has no wire.
     */
    kind: 'root' | 'entry' | 'reference' | 'nowhere' | 'open';
    /** Of a root: a hook's has its index. `unreached` heads the nodes that no run comes to. */
    root?: 'start' | 'hook' | 'on_error' | 'on_cancel' | 'unreached';
    hook?: number;
    /** The wire that leads here, or is missing. */
    wire?: { node: string; output: string; title: string };
    /** The node that it is about, or that it leads to. */
    node?: string;
}

export function outline(doc: FlowDocument, types: NodeTypes, outcomes?: Outcomes): OutlineLine[] {
    const lines: OutlineLine[] = [];
    const read = new Set<string>();
    const roots: OutlineLine[] = [
        { key: 'start', level: 1, kind: 'root', root: 'start', node: doc.start },
        ...(doc.hooks ?? []).map((hook, i): OutlineLine => {
            return { key: `hook ${i}`, level: 1, kind: 'root', root: 'hook', hook: i, node: hook.to };
        }),
        { key: 'on_error', level: 1, kind: 'root', root: 'on_error', node: doc.on_error },
        { key: 'on_cancel', level: 1, kind: 'root', root: 'on_cancel', node: doc.on_cancel },
    ];
    for (const root of roots) {
        if (root.node) {
            lines.push(root);
            readFrom(root.node, 2, root.key);
        }
    }
    const left = unreached(doc, read);
    if (left.length > 0) {
        lines.push({ key: 'unreached', level: 1, kind: 'root', root: 'unreached' });
        for (const id of left) {
            if (!read.has(id)) {
                readFrom(id, 2, 'unreached');
            }
        }
    }
    return lines;

    function readFrom(first: string, level: number, from: string) {
        // A stack of its own: a flow may be two thousand nodes deep.
        const open: OutlineLine[] = [leadingTo(first, level, from)];
        for (let line = open.pop(); line; line = open.pop()) {
            const node = line.node ?? '';
            if (line.kind === 'entry' && read.has(node)) {
                line = { ...line, kind: 'reference', key: `${line.key} again` };
            }
            lines.push(line);
            if (line.kind !== 'entry') {
                continue;
            }
            read.add(node);
            open.push(...below(node, line.level).reverse());
        }
    }

    function below(node: string, level: number): OutlineLine[] {
        const outputs = outputsOf(doc, node, types, outcomes).filter((output) => output.to || output.isMissing);
        const inner = outputs.length > 1 ? level + 1 : level;
        return outputs.map((output): OutlineLine => {
            const wire = { node, output: output.key, title: output.title };
            const key = `${node} ${output.key}`;
            return output.to
                ? { ...leadingTo(output.to, inner, key), wire }
                : { key, level: inner, kind: 'open', wire };
        });
    }

    function leadingTo(node: string, level: number, key: string): OutlineLine {
        return { key: `${key} → ${node}`, level, kind: hasNode(doc, node) ? 'entry' : 'nowhere', node };
    }
}

/** First those that nothing leads to: the others are read behind them. */
function unreached(doc: FlowDocument, read: ReadonlySet<string>): string[] {
    const left = Object.keys(doc.nodes).filter((id) => !read.has(id));
    if (left.length === 0) {
        return left;
    }
    const led = new Set(left.flatMap((id) => Object.values(doc.nodes[id]?.next ?? {}).filter((to) => to !== id)));
    return [...left.filter((id) => !led.has(id)), ...left.filter((id) => led.has(id))];
}
