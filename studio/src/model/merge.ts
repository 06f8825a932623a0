// Two people changed one flow. What does not overlap is merged by itself, unit by unit: a setting, a wire, a title, a
// variable, an option, a hook. What both changed in different ways is a conflict, which a person decides.
//
// A merge is worked out anew for every choice, from the three documents and all choices so far: so a choice may bring
// back a node with all that led to it, and may be taken back.

import { equalDocuments, normal } from './canonical';
import type { What } from './diff';
import type { FlowDocument, FlowNode, Hook } from './document';
import { nodeOf, splits } from './document';
import { withLayout } from './edits/layout';
import { renameNodes } from './edits/rename';
import { equal } from './equal';
import { baseHooks, namedHooks } from './lists';
import { mergeLayouts } from './merge_layout';
import { Survivors } from './merge_survivors';
import type { Unit } from './merge_values';
import { Values } from './merge_values';
import { mintNodeId } from './mint';
import { join, withMember } from './pointer';

export type Side = 'mine' | 'theirs';

/** Undefined in one of the three: there it is not there, or no longer. */
export interface Conflict {
    /** As in a Change; unique within a merge. */
    pointer: string;
    what: What;
    node?: string;
    base: unknown;
    mine: unknown;
    theirs: unknown;
    choice?: Side;
}

export interface Merged {
    /** Until a conflict is decided: my value, and a node that one of us removed is still there. */
    document: FlowDocument;
    conflicts: Conflict[];
    /** My new nodes whose id the others gave to another node: old id to new. */
    renamed: Record<string, string>;
    base: FlowDocument;
    mine: FlowDocument;
    theirs: FlowDocument;
}

export type Choices = ReadonlyMap<string, Side>;

export function merge(
    base: FlowDocument,
    mine: FlowDocument,
    theirs: FlowDocument,
    choices: Choices = new Map(),
): Merged {
    const renames = collisions(base, mine, theirs);
    const renamed = Object.fromEntries(renames);
    const told = renames.size > 0 ? renameNodes(mine, renames) : mine;
    const merger = new Merger(normal(base), normal(told), normal(theirs), choices);
    const document = merger.merge();
    // Who changed nothing gets the other's document itself.
    const same = [told, theirs, base].find((one) => one === document || equalDocuments(one, document));
    const { conflicts } = merger.values;
    return { document: same ?? document, conflicts, renamed, base, mine, theirs };
}

export function resolve(merged: Merged, conflict: Pick<Conflict, 'pointer'>, choice: Side): Merged {
    return merge(merged.base, merged.mine, merged.theirs, choicesOf(merged).set(conflict.pointer, choice));
}

export function resolveAll(merged: Merged, choice: Side): Merged {
    const all = new Map(merged.conflicts.map((conflict) => [conflict.pointer, choice]));
    return merge(merged.base, merged.mine, merged.theirs, all);
}

export function isResolved(merged: Merged): boolean {
    return merged.conflicts.every((conflict) => conflict.choice !== undefined);
}

function choicesOf(merged: Merged): Map<string, Side> {
    return new Map(
        merged.conflicts.flatMap(({ pointer, choice }): [string, Side][] => (choice ? [[pointer, choice]] : [])),
    );
}

/** Theirs keeps the id: it is already on the server. */
function collisions(base: FlowDocument, mine: FlowDocument, theirs: FlowDocument): Map<string, string> {
    const clashing = Object.keys(mine.nodes).filter((id) => {
        const other = nodeOf(theirs, id);
        return other && !nodeOf(base, id) && !equal(mine.nodes[id], other);
    });
    const taken = new Set([base, mine, theirs].flatMap((one) => Object.keys(one.nodes)));
    return new Map(
        clashing.map((id) => {
            const fresh = mintNodeId(theirs, id, taken);
            taken.add(fresh);
            return [id, fresh];
        }),
    );
}

class Merger {
    readonly values: Values;
    private readonly survivors: Survivors;

    constructor(
        private readonly base: FlowDocument,
        private readonly mine: FlowDocument,
        private readonly theirs: FlowDocument,
        choices: Choices,
    ) {
        this.values = new Values(choices);
        this.survivors = new Survivors(base, mine, theirs, this.values);
    }

    merge(): FlowDocument {
        const { base, mine, theirs, values } = this;
        const members = (what: What, name: 'trigger' | 'input' | 'variables' | 'bindings') =>
            values.members<object>({ pointer: `/${name}`, what }, base[name], mine[name], theirs[name]);
        const document: FlowDocument = {
            format: base.format,
            key: values.whole({ pointer: '/key', what: 'flow' }, base.key, mine.key, theirs.key),
            title: values.whole({ pointer: '/title', what: 'flow' }, base.title, mine.title, theirs.title),
            start: '',
            nodes: {},
        };
        const rest = {
            description: values.whole(
                { pointer: '/description', what: 'flow' },
                base.description,
                mine.description,
                theirs.description,
            ),
            trigger: members('trigger', 'trigger'),
            input: members('variable', 'input'),
            variables: members('variable', 'variables'),
            bindings: members('binding', 'bindings'),
            start: this.root('start') ?? '',
            nodes: this.nodes(),
            hooks: this.hooks(),
            on_error: this.root('on_error'),
            on_cancel: this.root('on_cancel'),
        };
        for (const [name, value] of Object.entries(rest)) {
            if (value !== undefined) {
                Object.assign(document, { [name]: value });
            }
        }
        return withLayout(document, mergeLayouts(base.layout, mine.layout, theirs.layout, document.nodes));
    }

    private root(name: 'start' | 'on_error' | 'on_cancel'): string | undefined {
        const { base, mine, theirs } = this;
        return this.reference({ pointer: `/${name}`, what: 'flow' }, base[name], mine[name], theirs[name]);
    }

    /** The id of a node that something leads to. */
    private reference(unit: Unit, base?: string, mine?: string, theirs?: string): string | undefined {
        const { survivors } = this;
        return this.values.whole(
            unit,
            survivors.was(base),
            survivors.wish(this.mine, base, mine),
            survivors.wish(this.theirs, base, theirs),
        );
    }

    private nodes(): FlowDocument['nodes'] {
        const nodes: FlowDocument['nodes'] = {};
        // Theirs first: the order that is on the server stays.
        for (const id of new Set([this.theirs, this.mine].flatMap((side) => Object.keys(side.nodes)))) {
            if (this.survivors.has(id)) {
                nodes[id] = this.node(id);
            }
        }
        return nodes;
    }

    private node(id: string): FlowNode {
        const base = nodeOf(this.base, id);
        // A side that removed a node which stays has not changed it; one that is new on one side is new.
        const mine = nodeOf(this.mine, id) ?? base ?? nodeOf(this.theirs, id);
        const theirs = nodeOf(this.theirs, id) ?? base ?? mine;
        if (!mine || !theirs) {
            throw new Error(`expected a node ${id} on one of the sides`);
        }
        const untouched = equal(mine, theirs) || equal(base, theirs) ? mine : equal(base, mine) ? theirs : undefined;
        if (untouched && this.survivors.isPlain && this.survivors.holds(untouched)) {
            return untouched; // most nodes, without a look at each of their parts
        }
        const pointer = join('/nodes', id);
        const member = <K extends 'type' | 'title' | 'note' | 'commit'>(name: K) =>
            this.values.whole<FlowNode[K] | undefined>(
                { pointer: `${pointer}/${name}`, what: 'node', node: id },
                base?.[name],
                mine[name],
                theirs[name],
            );
        const node: FlowNode = { type: member('type') ?? '' };
        const rest = {
            title: member('title'),
            note: member('note'),
            settings: this.settings({ pointer: `${pointer}/settings`, what: 'setting', node: id }, base, mine, theirs),
            next: this.wires({ pointer: `${pointer}/next`, what: 'wire', node: id }, base, mine, theirs),
            commit: member('commit'),
        };
        for (const [name, value] of Object.entries(rest)) {
            if (value !== undefined) {
                Object.assign(node, { [name]: value });
            }
        }
        return [mine, theirs].find((one) => equal(one, node)) ?? node;
    }

    private settings(unit: Unit, base: FlowNode | undefined, mine: FlowNode, theirs: FlowNode) {
        const plain = [base, mine, theirs].map((node) => withMember(node?.settings ?? {}, 'join', undefined));
        const settings = this.values.deep(unit, ...(plain as [object, object, object])) as FlowNode['settings'];
        // `join` names a node in forks and races only: elsewhere, and in one that is none any more, it is any setting.
        const before = base?.settings?.join;
        const wish = (side: FlowDocument, node: FlowNode) => {
            const join = node.settings?.join;
            const leads = splits(node) && isName(before) && isName(join);
            return leads ? this.survivors.wish(side, before, join) : join;
        };
        const joined = this.values.whole<unknown>(
            { ...unit, pointer: `${unit.pointer}/join` },
            base && splits(base) && isName(before) ? this.survivors.was(before) : before,
            wish(this.mine, mine),
            wish(this.theirs, theirs),
        );
        const whole = joined === undefined ? settings : withMember(settings ?? {}, 'join', joined);
        return whole && Object.keys(whole).length > 0 ? whole : undefined;
    }

    private wires(unit: Unit, base: FlowNode | undefined, mine: FlowNode, theirs: FlowNode) {
        const next: Record<string, string> = {};
        const outputs = [theirs, mine, base].flatMap((node) => Object.keys(node?.next ?? {}));
        for (const output of new Set(outputs)) {
            const inner = { ...unit, pointer: join(unit.pointer, output) };
            const to = this.reference(inner, base?.next?.[output], mine.next?.[output], theirs.next?.[output]);
            if (to !== undefined) {
                next[output] = to;
            }
        }
        return Object.keys(next).length > 0 ? next : undefined;
    }

    private hooks(): Hook[] | undefined {
        const before = this.base.hooks ?? [];
        const versions = [
            baseHooks(before),
            namedHooks(before, this.mine.hooks ?? []),
            namedHooks(before, this.theirs.hooks ?? []),
        ] as const;
        const [b, m, t] = versions.map((list) => new Map(list.map((one) => [one.token, one.item])));
        const unit: Unit = { pointer: '/hooks', what: 'hook' };
        const merged = this.values.ordered(unit, ...versions).flatMap((token): Hook[] => {
            const inner = { ...unit, pointer: join('/hooks', token) };
            const hook = this.hook(inner, b?.get(token), m?.get(token), t?.get(token));
            return hook ? [hook] : [];
        });
        return merged.length > 0 ? merged : undefined;
    }

    private hook(unit: Unit, base?: Hook, mine?: Hook, theirs?: Hook): Hook | undefined {
        const { survivors, values } = this;
        const was = base && survivors.has(base.to) ? base : undefined;
        const wish = (side: FlowDocument, hook: Hook | undefined) => {
            if (hook) {
                return survivors.has(hook.to) ? hook : was;
            }
            return base && !nodeOf(side, base.to) && nodeOf(this.base, base.to) ? was : undefined;
        };
        const [my, their] = [wish(this.mine, mine), wish(this.theirs, theirs)];
        // Both led it elsewhere: told member by member, also when the node it led to is gone.
        return base && my && their ? values.members(unit, base, my, their) : values.whole(unit, was, my, their);
    }
}

function isName(value: unknown): value is string | undefined {
    return value === undefined || typeof value === 'string';
}
