// Whether what somebody changed is in a merge: asked of the documents, independently of how the merge was made.

import { canonical } from '../canonical';
import type { Change } from '../diff';
import { diff } from '../diff';
import type { DrawnWire, FlowDocument, Hook } from '../document';
import { hasNode, joinOf, targetOf, wiresOf } from '../document';
import { equal } from '../equal';
import { isReordered, namedElements } from '../lists';
import type { Merged } from '../merge';
import { at, isMap, isWithin } from '../pointer';
import type { Edit } from './random';
import { applyEdit } from './random';

/** Changes of this side that are neither in the result nor, if `orConflict`, in a conflict. */
export function lostWork(merged: Merged, side: 'mine' | 'theirs', orConflict: boolean): Change[] {
    const now = new Map(diff(merged.base, merged.document).map((change) => [change.pointer, change]));
    return diff(merged.base, merged[side]).filter((change) => {
        if (orConflict && merged.conflicts.some((conflict) => covers(conflict.pointer, change))) {
            return false;
        }
        return !isIn(merged, side, change, now);
    });
}

/** Wires of this side to nodes that were decided to stay, and that nobody led elsewhere, but that are not in the result. */
export function lostWires(merged: Merged, side: 'mine' | 'theirs'): DrawnWire[] {
    const kept = merged.conflicts.filter(
        (one) => one.what === 'node' && one[side] && one.pointer === `/nodes/${one.node}`,
    );
    const other = side === 'mine' ? merged.theirs : merged.mine;
    return wiresOf(merged[side]).filter((wire) => {
        const [there, before] = [targetOf(other, wire), targetOf(merged.base, wire)];
        const wasLedElsewhere = there !== undefined && there !== before;
        return (
            kept.some((conflict) => conflict.node === wire.to) &&
            hasNode(merged.document, wire.node) &&
            !wasLedElsewhere &&
            targetOf(merged.document, wire) !== wire.to
        );
    });
}

/** A conflict about a node is also one about what leads, or led, to it. */
function covers(pointer: string, change: Change): boolean {
    const ids = [change.before, change.after].map((value) => (isMap(value) && 'to' in value ? value.to : value));
    return (
        isWithin(change.pointer, pointer) ||
        isWithin(pointer, change.pointer) ||
        (change.what === 'hook' && pointer.startsWith('/hooks')) ||
        ids.some((id) => typeof id === 'string' && pointer === `/nodes/${id}`)
    );
}

function isIn(merged: Merged, side: 'mine' | 'theirs', change: Change, now: Map<string, Change>): boolean {
    const { document, base } = merged;
    if (change.what === 'hook') {
        return hasHookChange(document, base, change);
    }
    const renamed = side === 'mine' ? Object.keys(merged.renamed) : [];
    if (renamed.some((id) => mentions(change, id))) {
        return true; // asked by a test of its own
    }
    const found = now.get(change.pointer);
    if (change.kind === 'moved') {
        const list = namedElements(at(document, change.pointer)) ?? [];
        return !isReordered(
            change.after as string[],
            list.map((one) => one.token),
        );
    }
    if (found && equal(found.after, change.after)) {
        return true;
    }
    if (change.what === 'node' && change.kind === 'added' && found?.kind === 'added') {
        return wiresApart(found.after, change.after, document); // a wire of it may have led to what is gone
    }
    if (change.what === 'node' && change.kind === 'removed') {
        return found?.kind === 'removed';
    }
    // A wire that went with its node: drawn anew by the other side, or gone with the node.
    const before = typeof change.before === 'string' ? change.before : '';
    return (change.after === undefined || change.after === '') && hasNode(base, before) && !hasNode(document, before);
}

function mentions(change: Change, id: string): boolean {
    return JSON.stringify([change.pointer, change.after]).includes(id);
}

function wiresApart(found: unknown, wanted: unknown, document: FlowDocument): boolean {
    const without = (node: unknown) => {
        const { next, settings, ...rest } = node as FlowDocument['nodes'][string];
        const kept = Object.entries(next ?? {}).filter(([, to]) => hasNode(document, to));
        const joined = joinOf(node as FlowDocument['nodes'][string]);
        const { join: _, ...others } = settings ?? {};
        const isJoined = joined !== undefined && hasNode(document, joined);
        return { ...rest, settings: isJoined ? settings : others, next: Object.fromEntries(kept) };
    };
    return equal(without(found), without(wanted));
}

function hasHookChange(document: FlowDocument, base: FlowDocument, change: Change): boolean {
    const hooks = document.hooks ?? [];
    if (change.kind === 'moved') {
        return true; // orders have their own stories
    }
    const [before, after] = [change.before as Hook | undefined, change.after as Hook | undefined];
    if (!after) {
        const count = (all: Hook[] = []) => all.filter((hook) => equal(hook, before)).length;
        return count(hooks) < count(base.hooks);
    }
    const changed = (Object.keys({ ...before, ...after }) as (keyof Hook)[]).filter(
        (name) => !equal(before?.[name], after[name]),
    );
    return hooks.some((hook) => hook.on === after.on && changed.every((name) => equal(hook[name], after[name])));
}

/** Units that a sequence of edits touched on its way, whatever became of them; `@id` stands for leading to a node. */
export function touched(
    base: FlowDocument,
    edits: Edit[],
): { units: Set<string>; leadsTo: Set<string>; removes: Set<string> } {
    const [units, leadsTo, removes] = [new Set<string>(), new Set<string>(), new Set<string>()];
    let now = base;
    for (const edit of edits) {
        const next = applyEdit(now, edit);
        if (edit.do === 'option') {
            units.add(`/nodes/${edit.id}/settings/options/${edit.value}`); // also when it says what was there
        }
        if (edit.do === 'remove option') {
            units.add(`/nodes/${edit.id}/next/${edit.value}`); // takes its wire along, if there is one
        }
        for (const change of diff(now, next)) {
            for (const hook of change.what === 'hook' ? [change.before, change.after] : []) {
                if (isMap(hook)) {
                    units.add(`/hooks/${String(hook.on)}`);
                    leadsTo.add(String(hook.to));
                }
            }
            if (change.what !== 'hook') {
                units.add(change.pointer);
            }
            if (change.pointer.endsWith('/type')) {
                units.add(change.pointer.replace(/type$/, 'settings/join')); // what `join` means is the type's
            }
            if (change.what === 'node' && change.kind === 'removed') {
                removes.add(change.node ?? '');
            }
            if (typeof change.after === 'string') {
                leadsTo.add(change.after);
            }
            if (change.what === 'node' && change.kind === 'added') {
                const added = next.nodes[change.node ?? ''];
                Object.values(added?.next ?? {}).forEach((to) => leadsTo.add(to));
                leadsTo.add((added && joinOf(added)) ?? '');
            }
        }
        now = next;
    }
    return { units, leadsTo, removes };
}

export function overlap(base: FlowDocument, a: Edit[], b: Edit[]): boolean {
    const [one, other] = [touched(base, a), touched(base, b)];
    const meets = (p: string) => [...other.units].some((q) => isWithin(p, q) || isWithin(q, p));
    return (
        [...one.units].some(meets) ||
        [...one.removes].some((id) => other.leadsTo.has(id)) ||
        [...other.removes].some((id) => one.leadsTo.has(id))
    );
}

/** The text of a flow in which options and hooks have no order: two orders of doing things may give two orders. */
export function unordered(doc: FlowDocument): string {
    const sorted = <T>(list: T[]) => list.toSorted((x, y) => (JSON.stringify(x) < JSON.stringify(y) ? -1 : 1));
    const nodes = Object.fromEntries(
        Object.entries(doc.nodes).map(([id, node]) => {
            const options = node.settings?.options;
            return [
                id,
                Array.isArray(options) ? { ...node, settings: { ...node.settings, options: sorted(options) } } : node,
            ];
        }),
    );
    const { layout: _, ...logic } = doc;
    return canonical({ ...logic, nodes, ...(doc.hooks ? { hooks: sorted(doc.hooks) } : {}) });
}
