// Another id for a node. Everything that names it follows: wires, hooks, routes, joins, places, and what expressions
// and scripts read as `node.<id>`.

import type { FlowDocument, FlowNode, Layout, Place } from '../document';
import { hasNode, isKey, splits } from '../document';
import { namedBy } from '../mint';
import type { NodeTypes } from '../node_types';
import { kindAt } from '../node_types';
import { isMap } from '../pointer';

/** With `types` only what is an expression, a script or a template's hole follows; else text is judged by its looks. */
export function renameNode(doc: FlowDocument, id: string, newId: string, types?: NodeTypes): FlowDocument {
    if (!hasNode(doc, id) || hasNode(doc, newId) || !isKey(newId)) {
        return doc;
    }
    return renameNodes(doc, new Map([[id, newId]]), types);
}

/** Several at once, which may also change places. */
export function renameNodes(doc: FlowDocument, names: ReadonlyMap<string, string>, types?: NodeTypes): FlowDocument {
    const rename = (id: string) => names.get(id) ?? id;
    const renameIn = reader(names);
    const old = [...names.keys()];
    const nodes: FlowDocument['nodes'] = {};
    for (const id in doc.nodes) {
        const node = doc.nodes[id] as FlowNode;
        const named = namedBy(node);
        const isConcerned = old.some((one) => named.has(one));
        nodes[rename(id)] = isConcerned ? renamedIn(node, rename, renameIn, types) : node;
    }
    const document: FlowDocument = { ...doc, nodes, start: rename(doc.start) };
    if (doc.on_error !== undefined) {
        document.on_error = rename(doc.on_error);
    }
    if (doc.on_cancel !== undefined) {
        document.on_cancel = rename(doc.on_cancel);
    }
    if (doc.hooks) {
        document.hooks = doc.hooks.map((hook) =>
            hook.when === undefined
                ? { ...hook, to: rename(hook.to) }
                : { ...hook, when: renameIn(hook.when), to: rename(hook.to) },
        );
    }
    if (doc.trigger?.when !== undefined) {
        document.trigger = { ...doc.trigger, when: renameIn(doc.trigger.when) };
    }
    if (doc.layout) {
        document.layout = renamedLayout(doc.layout, rename);
    }
    return document;
}

function renamedLayout(layout: Layout, rename: (id: string) => string): Layout {
    const renamed: Layout = { ...layout };
    if (layout.nodes) {
        renamed.nodes = {};
        for (const id in layout.nodes) {
            renamed.nodes[rename(id)] = layout.nodes[id] as Place;
        }
    }
    if (layout.groups) {
        renamed.groups = layout.groups.map((group) => ({ ...group, nodes: group.nodes.map(rename) }));
    }
    return renamed;
}

function renamedIn(
    node: FlowNode,
    rename: (id: string) => string,
    renameIn: (text: string) => string,
    types: NodeTypes | undefined,
): FlowNode {
    const renamed: FlowNode = { ...node };
    let isSame = true;
    if (node.next && Object.values(node.next).some((to) => rename(to) !== to)) {
        renamed.next = Object.fromEntries(Object.entries(node.next).map(([output, to]) => [output, rename(to)]));
        isSame = false;
    }
    if (node.settings) {
        const type = types?.get(node.type);
        const settings = mapTexts(node.settings, [], (text, steps) => {
            if (steps.length === 1 && steps[0] === 'join' && splits(node)) {
                return rename(text);
            }
            if (!text.includes('node')) {
                return text;
            }
            const inner = steps.at(-1);
            const isDynamic = inner === 'expr' || inner === 'bind';
            const kind = inner === 'expr' ? 'expression' : kindAt(type, isDynamic ? steps.slice(0, -1) : steps);
            return inTextOf(kind, text, renameIn);
        }) as FlowNode['settings'];
        isSame &&= settings === node.settings;
        renamed.settings = settings;
    }
    return isSame ? node : renamed;
}

function inTextOf(kind: string | undefined, text: string, renameIn: (text: string) => string): string {
    if (kind === 'expression' || kind === 'code') {
        return renameIn(text);
    }
    if (text.includes('{{')) {
        return text.replace(/\{\{.*?\}\}/gs, renameIn);
    }
    // Nothing is known of it: an expression, unless it looks like an address.
    return kind === undefined && !text.includes('://') ? renameIn(text) : text;
}

/** `node.old`, `node['old']`, and in Lua `ctx.node.old`. */
function reader(names: ReadonlyMap<string, string>): (text: string) => string {
    const pattern =
        /(?<![\w.])((?:ctx\.)?node\s*)(?:\.\s*([a-z][a-z0-9_]*)(?!\w)|\[\s*(['"])([a-z][a-z0-9_]*)\3\s*\])/g;
    return (text) =>
        text.replace(pattern, (whole, head: string, dotted?: string, quote?: string, quoted?: string) => {
            const name = names.get(dotted ?? quoted ?? '');
            if (name === undefined) {
                return whole;
            }
            return dotted !== undefined ? `${head}.${name}` : `${head}[${quote}${name}${quote}]`;
        });
}

/** The same value with other texts; parts without a changed text keep their identity. */
function mapTexts(value: unknown, steps: string[], change: (text: string, steps: string[]) => string): unknown {
    if (typeof value === 'string') {
        return change(value, steps);
    }
    if (Array.isArray(value)) {
        const items = value.map((item, i) => mapTexts(item, [...steps, String(i)], change));
        return items.some((item, i) => item !== value[i]) ? items : value;
    }
    if (isMap(value)) {
        const members = Object.entries(value).map(([name, member]) => [
            name,
            mapTexts(member, [...steps, name], change),
        ]);
        return members.some(([name, member]) => member !== value[name as string]) ? Object.fromEntries(members) : value;
    }
    return value;
}
