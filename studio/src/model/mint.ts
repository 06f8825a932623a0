// Ids that people can read: the type's last word, and a number where that is taken.

import type { FlowDocument, FlowNode } from './document';
import { hasNode, joinOf } from './document';
import { isMap } from './pointer';

/**
 * An id that no node of the document has and nothing of it names: a new node must not come by the wires and
 * expressions of one that was removed. `avoid`: ids of the past, such as History's idsEver().
 */
export function mintNodeId(doc: FlowDocument, type: string, avoid?: ReadonlySet<string>): string {
    return firstFree(wordOf(type), (id) => hasNode(doc, id) || avoid?.has(id) || isNamed(doc, id));
}

/** Ids for many new nodes, in their order. */
export function mintNodeIds(doc: FlowDocument, types: Iterable<string>, avoid?: ReadonlySet<string>): string[] {
    const taken = new Set([...Object.keys(doc.nodes), ...(avoid ?? []), doc.start]);
    for (const id in doc.nodes) {
        for (const name of namedBy(doc.nodes[id] as FlowNode)) {
            taken.add(name);
        }
    }
    return Array.from(types, (type) => {
        const id = firstFree(wordOf(type), (one) => taken.has(one) || isNamed({ ...doc, nodes: {} }, one));
        taken.add(id);
        return id;
    });
}

export function mintId(word: string, taken: Iterable<string>): string {
    const all = new Set(taken);
    return firstFree(word, (id) => all.has(id));
}

function firstFree(word: string, isTaken: (id: string) => boolean | undefined): string {
    for (let number = 1; ; ++number) {
        const suffix = number === 1 ? '' : `_${number}`;
        const id = word.slice(0, 63 - suffix.length) + suffix;
        if (!isTaken(id)) {
            return id;
        }
    }
}

/** "conversation.send" → "send"; an id that already has a number gives its word: "send_2" → "send". */
function wordOf(type: string): string {
    const last = type.slice(type.lastIndexOf('.') + 1).replace(/_\d+$/, '');
    const word = last
        .toLowerCase()
        .replace(/[^a-z0-9_]+/g, '_')
        .replace(/^[^a-z]+/, '');
    return word || 'node';
}

/** Something leads there or reads `node.<id>`, whether or not somebody is there. */
function isNamed(doc: FlowDocument, id: string): boolean {
    if (id === doc.start || id === doc.on_error || id === doc.on_cancel) {
        return true;
    }
    for (const other in doc.nodes) {
        const node = doc.nodes[other];
        if (node && namedBy(node).has(id)) {
            return true;
        }
    }
    const texts = (doc.hooks ?? []).flatMap((hook) => [hook.when ?? '', `node.${hook.to}`]);
    return [...texts, doc.trigger?.when ?? ''].some((text) => readsIn(text).includes(id));
}

const known = new WeakMap<FlowNode, ReadonlySet<string>>();

/** Ids that a node leads to or reads. Nodes are never changed, so each is looked through once. */
export function namedBy(node: FlowNode): ReadonlySet<string> {
    let names = known.get(node);
    if (!names) {
        names = new Set([...Object.values(node.next ?? {}), joinOf(node) ?? '', ...reads(node.settings)]);
        known.set(node, names);
    }
    return names;
}

function reads(value: unknown): string[] {
    if (typeof value === 'string') {
        return readsIn(value);
    }
    return Array.isArray(value) ? value.flatMap(reads) : isMap(value) ? Object.values(value).flatMap(reads) : [];
}

function readsIn(text: string): string[] {
    return text.includes('node')
        ? Array.from(text.matchAll(/node\s*(?:\.\s*|\[\s*['"])([a-z][a-z0-9_]*)/g), (found) => found[1] ?? '')
        : [];
}
