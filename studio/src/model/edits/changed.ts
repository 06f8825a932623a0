import type { FlowDocument, FlowNode } from '../document';
import { nodeOf } from '../document';

/** The document with this node changed; the same document when nothing changes. */
export function changed(doc: FlowDocument, id: string, change: (node: FlowNode) => FlowNode): FlowDocument {
    const before = nodeOf(doc, id);
    if (!before) {
        return doc;
    }
    const after = change(before);
    const isSame = after === before || sameMembers(after, before);
    return isSame ? doc : { ...doc, nodes: { ...doc.nodes, [id]: after } };
}

function sameMembers(a: FlowNode, b: FlowNode): boolean {
    const members = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<keyof FlowNode>;
    return [...members].every((member) => a[member] === b[member]);
}
