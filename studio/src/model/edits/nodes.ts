// Adding, removing and describing nodes.

import type { FlowDocument, FlowNode, Group, Layout, Place, Wire } from '../document';
import { hasNode, joinOf } from '../document';
import { mintNodeId } from '../mint';
import type { NodeTypes } from '../node_types';
import { declaredOutputs } from '../outputs';
import { isEmptyMap, withAt, withMember } from '../pointer';
import { changed } from './changed';
import { whole, withLayout } from './layout';

export interface NewNode {
    type: string;
    at?: Place;
    /** Minted from the type when it is not given or already taken. */
    id?: string;
    title?: string;
    settings?: FlowNode['settings'];
    next?: FlowNode['next'];
    /** A wire that shall lead to it. */
    from?: Wire;
    /** Ids of the past that must not come back. */
    avoid?: ReadonlySet<string>;
}

/** The first node of a flow is where it starts. */
export function addNode(doc: FlowDocument, wish: NewNode): { document: FlowDocument; id: string } {
    const id = wish.id && !hasNode(doc, wish.id) ? wish.id : mintNodeId(doc, wish.id ?? wish.type, wish.avoid);
    const node: FlowNode = { type: wish.type };
    if (wish.title) {
        node.title = wish.title;
    }
    if (wish.settings && Object.keys(wish.settings).length > 0) {
        node.settings = wish.settings;
    }
    if (wish.next && Object.keys(wish.next).length > 0) {
        node.next = wish.next;
    }
    const isFirst = isEmptyMap(doc.nodes);
    const nodes = { ...doc.nodes, [id]: node };
    const source = wish.from && nodes[wish.from.node];
    if (wish.from && source) {
        nodes[wish.from.node] = { ...source, next: withMember(source.next ?? {}, wish.from.output, id) };
    }
    let document: FlowDocument = { ...doc, nodes };
    if (isFirst) {
        document.start = id;
    }
    if (wish.at) {
        const { layout } = document;
        document = withLayout(document, { ...layout, nodes: { ...layout?.nodes, [id]: whole(wish.at) } });
    }
    return { document, id };
}

/** With them go the wires, hooks and routes that lead to them: these would lead nowhere. */
export function removeNodes(doc: FlowDocument, ids: Iterable<string>): FlowDocument {
    const gone = new Set([...ids].filter((id) => hasNode(doc, id)));
    if (gone.size === 0) {
        return doc;
    }
    const nodes = { ...doc.nodes };
    for (const id of gone) {
        delete nodes[id];
    }
    for (const id in nodes) {
        const node = nodes[id] as FlowNode;
        const kept = withoutTargets(node, gone);
        if (kept !== node) {
            nodes[id] = kept;
        }
    }
    const document: FlowDocument = { ...doc, nodes };
    if (gone.has(doc.start)) {
        document.start = '';
    }
    if (doc.on_error !== undefined && gone.has(doc.on_error)) {
        delete document.on_error;
    }
    if (doc.on_cancel !== undefined && gone.has(doc.on_cancel)) {
        delete document.on_cancel;
    }
    if (doc.hooks?.some((hook) => gone.has(hook.to))) {
        document.hooks = doc.hooks.filter((hook) => !gone.has(hook.to));
        if (document.hooks.length === 0) {
            delete document.hooks;
        }
    }
    return withLayout(document, layoutWithout(doc.layout, gone));
}

function withoutTargets(node: FlowNode, gone: ReadonlySet<string>): FlowNode {
    let kept = node;
    for (const output in node.next) {
        if (gone.has(node.next[output] ?? '')) {
            kept = { ...kept, next: withMember(kept.next ?? {}, output, undefined) };
        }
    }
    if (kept.next && Object.keys(kept.next).length === 0 && kept !== node) {
        delete kept.next;
    }
    const join = joinOf(node);
    return join !== undefined && gone.has(join) ? withSettings(kept, '/join', undefined) : kept;
}

/** A group that loses its last node goes, too. */
function layoutWithout(layout: Layout | undefined, gone: ReadonlySet<string>): Layout | undefined {
    if (!layout) {
        return layout;
    }
    const kept: Layout = { ...layout };
    if (layout.nodes) {
        kept.nodes = { ...layout.nodes };
        for (const id of gone) {
            delete kept.nodes[id];
        }
    }
    if (layout.groups) {
        kept.groups = layout.groups.flatMap((group): Group[] => {
            const nodes = group.nodes.filter((id) => !gone.has(id));
            return nodes.length === group.nodes.length ? [group] : nodes.length > 0 ? [{ ...group, nodes }] : [];
        });
    }
    return kept;
}

export function setTitle(doc: FlowDocument, id: string, title: string): FlowDocument {
    return changed(doc, id, (node) => withMember(node, 'title', title || undefined));
}

export function setNodeNote(doc: FlowDocument, id: string, note: string): FlowDocument {
    return changed(doc, id, (node) => withMember(node, 'note', note || undefined));
}

/** Whether the run is stored before this node is entered, not only after the turn. */
export function setCommit(doc: FlowDocument, id: string, commit: boolean): FlowDocument {
    return changed(doc, id, (node) => withMember(node, 'commit', commit ? 'before' : undefined));
}

/** The pointer is below the node's settings: `/text`, `/options/0/label`. Undefined removes what is there. */
export function setSetting(doc: FlowDocument, id: string, pointer: string, value: unknown): FlowDocument {
    return changed(doc, id, (node) => withSettings(node, pointer, value));
}

function withSettings(node: FlowNode, pointer: string, value: unknown): FlowNode {
    const before = node.settings ?? {};
    const settings = withAt(before, pointer, value) as FlowNode['settings'];
    if (settings === before) {
        return node;
    }
    return withMember(node, 'settings', settings && Object.keys(settings).length > 0 ? settings : undefined);
}

/** With `types`, settings and wires that the new type does not know are left behind; else all is kept. */
export function changeType(doc: FlowDocument, id: string, type: string, types?: NodeTypes): FlowDocument {
    return changed(doc, id, (node) => {
        if (node.type === type) {
            return node;
        }
        const known = types?.get(type);
        const next: FlowNode = { ...node, type };
        const fields = known?.settings_schema.properties;
        if (known && fields && known.settings_schema.additionalProperties === false) {
            keepMembers(next, 'settings', (name) => Object.hasOwn(fields, name));
        }
        if (known && known.outputs_from !== 'next' && known.outputs_from !== 'flow') {
            const outputs = new Set(declaredOutputs(next, known, () => undefined).map((output) => output.key));
            keepMembers(next, 'next', (name) => outputs.has(name));
        }
        return next;
    });
}

function keepMembers(node: FlowNode, member: 'settings' | 'next', keep: (name: string) => boolean) {
    const kept = Object.entries(node[member] ?? {}).filter(([name]) => keep(name));
    if (kept.length > 0) {
        Object.assign(node, { [member]: Object.fromEntries(kept) });
    } else {
        delete node[member];
    }
}
