// Ids that people can read: the type's last word, and a number where that is taken.

import type { FlowDocument } from './document';
import { hasNode, joinOf } from './document';
import { isMap } from './pointer';

/**
 * An id that no node of the document has and nothing of it names: a new node must not come by the wires and
 * expressions of one that was removed. `avoid`: ids of the past, such as History's idsEver().
 */
export function mintNodeId(doc: FlowDocument, type: string, avoid?: ReadonlySet<string>): string {
    const named = namedIds(doc);
    return firstFree(wordOf(type), (id) => hasNode(doc, id) || avoid?.has(id) || named.has(id) || isRead(doc, id));
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
    const word = last.toLowerCase().replace(/[^a-z0-9_]+/g, '_').replace(/^[^a-z]+/, '');
    return word || 'node';
}

/** Where wires, hooks and routes lead, whether or not somebody is there. */
function namedIds(doc: FlowDocument): Set<string> {
    const named = new Set([doc.start, doc.on_error ?? '', doc.on_cancel ?? '']);
    for (const hook of doc.hooks ?? []) {
        named.add(hook.to);
    }
    for (const id in doc.nodes) {
        const node = doc.nodes[id];
        if (!node) {
            continue;
        }
        for (const output in node.next) {
            named.add(node.next[output] ?? '');
        }
        named.add(joinOf(node) ?? '');
    }
    return named;
}

/** Some text says `node.<id>`. */
function isRead(doc: FlowDocument, id: string): boolean {
    const words = [`node.${id}`, `node['${id}']`, `node["${id}"]`];
    const says = (value: unknown): boolean => {
        if (typeof value === 'string') {
            return words.some((word) => value.includes(word));
        }
        return Array.isArray(value) ? value.some(says) : isMap(value) && Object.values(value).some(says);
    };
    return Object.values(doc.nodes).some((node) => says(node.settings)) || says(doc.hooks) || says(doc.trigger);
}
