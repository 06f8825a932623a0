// Nodes as text: what copying puts on the clipboard, and what may be pasted into another flow or a chat with a colleague.

import type { Binding, FlowDocument, FlowNode, Place, Variable } from './document';
import { emptyFlow, format, hasNode, isKey, joinOf, nodeOf } from './document';
import { whole, withLayout } from './edits/layout';
import { renameNodes } from './edits/rename';
import { mintNodeIds } from './mint';
import type { NodeTypes } from './node_types';
import { isMap, withMember } from './pointer';

export const clipFormat = 'millrace.clip/1';

export interface Clip {
    format: typeof clipFormat;
    nodes: Record<string, FlowNode>;
    /** Where they stood. */
    places?: Record<string, Place>;
    /** Those that the nodes name. */
    variables?: Record<string, Variable>;
    bindings?: Record<string, Binding>;
}

/** The text for the clipboard. Wires and joins that lead out of the selection are left behind. */
export function copy(doc: FlowDocument, ids: Iterable<string>): string {
    const chosen = new Set([...ids].filter((id) => hasNode(doc, id)));
    const nodes: Record<string, FlowNode> = {};
    const places: Record<string, Place> = {};
    for (const id of chosen) {
        const node = nodeOf(doc, id);
        if (node) {
            nodes[id] = within(node, chosen);
        }
        const place = doc.layout?.nodes?.[id];
        if (place) {
            places[id] = place;
        }
    }
    const words = new Set(JSON.stringify(nodes).match(/[A-Za-z_][A-Za-z0-9_]*/g));
    const named = <T>(all: Record<string, T> = {}) =>
        Object.fromEntries(Object.entries(all).filter(([name]) => words.has(name)));
    const clip: Clip = {
        format: clipFormat,
        nodes,
        places,
        variables: named(doc.variables),
        bindings: named(doc.bindings),
    };
    return JSON.stringify(clip, null, 2);
}

function within(node: FlowNode, ids: ReadonlySet<string>): FlowNode {
    const wires = Object.entries(node.next ?? {}).filter(([, to]) => ids.has(to));
    const kept: FlowNode = { ...node, next: Object.fromEntries(wires) };
    if (wires.length === 0) {
        delete kept.next;
    }
    const joined = joinOf(node);
    return joined === undefined || ids.has(joined)
        ? kept
        : { ...kept, settings: withMember(kept.settings ?? {}, 'join', undefined) };
}

/** A clip, or all nodes of a flow document; undefined for any other text. */
export function readClip(text: string): Clip | undefined {
    let found: unknown;
    try {
        found = JSON.parse(text);
    } catch {
        return undefined;
    }
    if (!isMap(found) || !isMap(found.nodes) || (found.format !== clipFormat && found.format !== format)) {
        return undefined;
    }
    // It comes from anywhere: only what a node may have is taken over.
    const nodes: Record<string, FlowNode> = {};
    for (const [id, node] of Object.entries(found.nodes)) {
        const read = isKey(id) ? readNode(node) : undefined;
        if (read) {
            nodes[id] = read;
        }
    }
    const layout = isMap(found.layout) ? found.layout.nodes : undefined;
    return {
        format: clipFormat,
        nodes,
        places: members(found.places ?? layout, isPlace),
        variables: members(found.variables, isMap) as Record<string, Variable>,
        bindings: members(found.bindings, (one): one is Binding => isMap(one) && typeof one.kind === 'string'),
    };
}

function readNode(value: unknown): FlowNode | undefined {
    if (!isMap(value) || typeof value.type !== 'string') {
        return undefined;
    }
    const { type, title, note, settings, next, commit } = value;
    return {
        type,
        ...(typeof title === 'string' ? { title } : {}),
        ...(typeof note === 'string' ? { note } : {}),
        ...(isMap(settings) ? { settings } : {}),
        ...(isMap(next) ? { next: members(next, (to): to is string => typeof to === 'string') } : {}),
        ...(commit === 'before' ? { commit } : {}),
    };
}

function isPlace(value: unknown): value is Place {
    return Array.isArray(value) && value.length === 2 && value.every(Number.isFinite);
}

function members<T>(value: unknown, is: (one: unknown) => one is T): Record<string, T> {
    const entries = isMap(value) ? Object.entries(value) : [];
    return Object.fromEntries(entries.filter((entry): entry is [string, T] => is(entry[1])));
}

/**
 * The nodes of a clip under ids that are free here, with their upper left corner at a place. What they name and is
 * missing here is declared. Other text changes nothing.
 */
export function paste(
    doc: FlowDocument,
    clip: string | Clip,
    at: Place = [0, 0],
    options: { types?: NodeTypes; avoid?: ReadonlySet<string> } = {},
): { document: FlowDocument; ids: string[] } {
    const read = typeof clip === 'string' ? readClip(clip) : clip;
    if (!read || Object.keys(read.nodes).length === 0) {
        return { document: doc, ids: [] };
    }
    const inside = new Set(Object.keys(read.nodes));
    const nodes = Object.fromEntries(Object.entries(read.nodes).map(([id, node]) => [id, within(node, inside)]));
    const names = freeNames(doc, inside, options.avoid);
    const layout = { nodes: placesAt(read, at) };
    const renamed = renameNodes({ ...emptyFlow('clip', 'clip'), nodes, layout }, names, options.types);
    const start = Object.keys(doc.nodes).length === 0 ? (Object.keys(renamed.nodes)[0] ?? '') : doc.start;
    const document = withDeclared({ ...doc, start, nodes: { ...doc.nodes, ...renamed.nodes } }, read);
    const places = { ...doc.layout?.nodes, ...renamed.layout?.nodes };
    return { document: withLayout(document, { ...doc.layout, nodes: places }), ids: [...names.values()] };
}

/** The same nodes once more, a little beside. */
export function duplicate(
    doc: FlowDocument,
    ids: Iterable<string>,
    options: { types?: NodeTypes; avoid?: ReadonlySet<string> } = {},
): { document: FlowDocument; ids: string[] } {
    const chosen = [...ids];
    const [x, y] = corner(chosen.flatMap((id): number[] => doc.layout?.nodes?.[id] ?? []));
    return paste(doc, copy(doc, chosen), [x + 40, y + 40], options);
}

function freeNames(doc: FlowDocument, ids: Iterable<string>, avoid?: ReadonlySet<string>): Map<string, string> {
    const old = [...ids];
    const minted = mintNodeIds(doc, old, avoid);
    return new Map(old.map((id, i) => [id, minted[i] ?? id]));
}

function placesAt(clip: Clip, [x, y]: Place): Record<string, Place> {
    const [left, top] = corner(Object.values(clip.places ?? {}).flat());
    return Object.fromEntries(
        Object.keys(clip.nodes).map((id, i) => {
            // Without places, side by side.
            const [from_x, from_y] = clip.places?.[id] ?? [left + i * 260, top];
            return [id, whole([x + from_x - left, y + from_y - top])];
        }),
    );
}

/** The upper left corner of x, y, x, y, … */
function corner(numbers: number[]): Place {
    const least = (from: number) => {
        const all = numbers.filter((_, i) => i % 2 === from);
        return all.length > 0 ? Math.min(...all) : 0;
    };
    return [least(0), least(1)];
}

function withDeclared(doc: FlowDocument, clip: Clip): FlowDocument {
    let document = doc;
    for (const member of ['variables', 'bindings'] as const) {
        const missing = Object.entries(clip[member] ?? {}).filter(([name]) => !Object.hasOwn(doc[member] ?? {}, name));
        if (missing.length > 0) {
            document = { ...document, [member]: { ...doc[member], ...Object.fromEntries(missing) } };
        }
    }
    return document;
}
