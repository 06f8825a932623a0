// What is different between two flows, in the words of those who draw them. Layout is no logic: a moved box is no change.
//
// Pointers lead into the documents, except into lists whose elements have names: there the step is the name
// (`/nodes/menu/settings/options/sales`), since the place of an element may differ between the two.

import { normal, withoutLayout } from './canonical';
import type { FlowDocument, FlowNode, Hook, Layout } from './document';
import { equal } from './equal';
import { baseHooks, isReordered, namedElements, namedHooks } from './lists';
import type { JsonMap } from './pointer';
import { isMap, join } from './pointer';

export type What = 'node' | 'wire' | 'setting' | 'variable' | 'hook' | 'trigger' | 'binding' | 'flow';

export interface Change {
    kind: 'added' | 'removed' | 'changed' | 'moved';
    what: What;
    /** The node it belongs to. */
    node?: string;
    pointer: string;
    before?: unknown;
    after?: unknown;
}

/** Inputs count as variables: that is what they become. */
export function diff(before: FlowDocument, after: FlowDocument): Change[] {
    if (before === after) {
        return [];
    }
    const [a, b] = [normal(withoutLayout(before)), normal(withoutLayout(after))];
    const changes: Change[] = [];
    for (const name of ['key', 'title', 'description', 'start', 'on_error', 'on_cancel'] as const) {
        member(changes, 'flow', `/${name}`, a[name], b[name]);
    }
    for (const name of ['on', 'when', 'priority', 'if_running'] as const) {
        member(changes, 'trigger', `/trigger/${name}`, a.trigger?.[name], b.trigger?.[name]);
    }
    named(changes, 'variable', '/input', a.input, b.input);
    named(changes, 'variable', '/variables', a.variables, b.variables);
    named(changes, 'binding', '/bindings', a.bindings, b.bindings);
    hooks(changes, a.hooks ?? [], b.hooks ?? []);
    for (const id of changedIds(a, b)) {
        nodes(changes, id, a.nodes[id], b.nodes[id]);
    }
    return changes;
}

/** Those that two documents share are the same at once. */
function changedIds(a: FlowDocument, b: FlowDocument): string[] {
    const ids: string[] = [];
    for (const id in b.nodes) {
        if (a.nodes[id] !== b.nodes[id]) {
            ids.push(id);
        }
    }
    for (const id in a.nodes) {
        if (!Object.hasOwn(b.nodes, id)) {
            ids.push(id);
        }
    }
    return ids.sort();
}

function nodes(changes: Change[], id: string, before: FlowNode | undefined, after: FlowNode | undefined) {
    const pointer = join('/nodes', id);
    if (!before || !after) {
        changes.push(presence({ what: 'node', node: id, pointer, before, after }));
        return;
    }
    for (const name of ['type', 'title', 'note', 'commit'] as const) {
        member(changes, 'node', `${pointer}/${name}`, before[name], after[name], id);
    }
    settings(changes, id, `${pointer}/settings`, before.settings ?? {}, after.settings ?? {});
    for (const output of union(before.next, after.next)) {
        const [was, is] = [before.next?.[output], after.next?.[output]];
        if (was !== is) {
            const at = join(`${pointer}/next`, output);
            changes.push(presence({ what: 'wire', node: id, pointer: at, before: was, after: is }));
        }
    }
}

function settings(changes: Change[], node: string, pointer: string, before: unknown, after: unknown) {
    if (equal(before, after)) {
        return;
    }
    // A map that is new is told by its members, as merge() takes it.
    const [a, b] = [before ?? {}, after ?? {}];
    const names = isMembers(a) && isMembers(b) ? union(a, b) : [];
    if (isMembers(a) && isMembers(b) && names.length > 0) {
        names.forEach((name) => settings(changes, node, join(pointer, name), a[name], b[name]));
        return;
    }
    elements(changes, node, pointer, before, after);
}

function elements(changes: Change[], node: string, pointer: string, before: unknown, after: unknown) {
    const [was, is] = [namedElements(before), namedElements(after)];
    if (!was || !is) {
        changes.push(presence({ what: 'setting', node, pointer, before, after }));
        return;
    }
    const [a, b] = [new Map(was.map((one) => [one.token, one.item])), new Map(is.map((one) => [one.token, one.item]))];
    for (const token of new Set([...a.keys(), ...b.keys()])) {
        if (!equal(a.get(token), b.get(token))) {
            const at = join(pointer, token);
            changes.push(presence({ what: 'setting', node, pointer: at, before: a.get(token), after: b.get(token) }));
        }
    }
    if (isReordered([...a.keys()], [...b.keys()])) {
        changes.push({ kind: 'moved', what: 'setting', node, pointer, before: [...a.keys()], after: [...b.keys()] });
    }
}

/** A map whose members are settings of their own; `{expr}` and `{bind}` are one value. */
export function isMembers(value: unknown): value is JsonMap {
    return isMap(value) && !isDynamic(value);
}

export function isDynamic(value: unknown): boolean {
    if (!isMap(value)) {
        return false;
    }
    const names = Object.keys(value);
    return names.length === 1 && (names[0] === 'expr' || names[0] === 'bind');
}

function hooks(changes: Change[], before: Hook[], after: Hook[]) {
    const is = namedHooks(before, after);
    const place = new Map(is.map((one, i) => [one.token, i]));
    for (const { token, item } of baseHooks(before)) {
        const index = place.get(token);
        const now = index === undefined ? undefined : after[index];
        if (!equal(item, now)) {
            const pointer = join('/hooks', index ?? token);
            changes.push(presence({ what: 'hook', pointer, before: item, after: now }));
        }
    }
    is.forEach(({ token, item }, i) => {
        if (token.startsWith('+')) {
            changes.push({ kind: 'added', what: 'hook', pointer: `/hooks/${i}`, after: item });
        }
    });
    const [was, now] = [baseHooks(before).map((one) => one.token), is.map((one) => one.token)];
    if (isReordered(was, now)) {
        changes.push({ kind: 'moved', what: 'hook', pointer: '/hooks', before, after });
    }
}

function named(changes: Change[], what: What, pointer: string, before: object = {}, after: object = {}) {
    const [a, b] = [before as JsonMap, after as JsonMap];
    for (const name of union(a, b)) {
        if (!equal(a[name], b[name])) {
            changes.push(presence({ what, pointer: join(pointer, name), before: a[name], after: b[name] }));
        }
    }
}

function member(changes: Change[], what: What, pointer: string, before: unknown, after: unknown, node?: string) {
    if (!equal(before, after)) {
        changes.push({
            kind: 'changed',
            what,
            ...(node === undefined ? {} : { node }),
            pointer,
            ...given(before, after),
        });
    }
}

function presence(change: Omit<Change, 'kind'>): Change {
    const { before, after, ...rest } = change;
    const kind = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
    return { kind, ...rest, ...given(before, after) };
}

function given(before: unknown, after: unknown) {
    return { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
}

export function union(a: object | undefined, b: object | undefined): string[] {
    return [...new Set([...Object.keys(a ?? {}), ...Object.keys(b ?? {})])].sort();
}

export interface LayoutChange {
    kind: 'added' | 'removed' | 'changed' | 'moved';
    what: 'node' | 'group' | 'note';
    id: string;
    before?: unknown;
    after?: unknown;
}

/** What moved, and the groups and notes that are others now. */
export function layoutDiff(before: FlowDocument, after: FlowDocument): LayoutChange[] {
    const byId = (parts: { id: string }[] = []) => Object.fromEntries(parts.map((part) => [part.id, part]));
    const sets = (layout: Layout = {}) =>
        ({ node: layout.nodes ?? {}, group: byId(layout.groups), note: byId(layout.notes) }) as Record<string, JsonMap>;
    const [a, b] = [sets(before.layout), sets(after.layout)];
    return (['node', 'group', 'note'] as const).flatMap((what) =>
        union(a[what], b[what]).flatMap((id): LayoutChange[] => {
            const [was, is] = [a[what]?.[id], b[what]?.[id]];
            if (equal(was, is)) {
                return [];
            }
            const kind =
                was === undefined ? 'added' : is === undefined ? 'removed' : what === 'node' ? 'moved' : 'changed';
            return [{ kind, what, id, ...given(was, is) }];
        }),
    );
}
