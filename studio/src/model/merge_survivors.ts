// Which nodes a merge has. One that a side removed is gone, unless the other changed it or led something new to it:
// then a person decides, and all that led to it follows the decision.

import { normalNode } from './canonical';
import type { FlowDocument, FlowNode } from './document';
import { hasNode, joinOf, nodeOf } from './document';
import { equal } from './equal';
import type { Values } from './merge_values';
import { join, withMember } from './pointer';

export class Survivors {
    private readonly gone = new Set<string>();
    /** No node is kept against the wish of one side. */
    isPlain = true;

    constructor(
        private readonly base: FlowDocument,
        mine: FlowDocument,
        theirs: FlowDocument,
        values: Values,
    ) {
        const wantedBy = new Map([mine, theirs].map((side) => [side, newlyNamed(base, side)]));
        for (const id in base.nodes) {
            const removedBy = [mine, theirs].filter((side) => !hasNode(side, id));
            const keeper = removedBy.length === 1 ? [mine, theirs].find((side) => hasNode(side, id)) : undefined;
            if (removedBy.length === 0) {
                continue;
            }
            const isWanted = keeper && (wantedBy.get(keeper)?.has(id) || this.isChanged(id, keeper));
            if (!isWanted) {
                this.gone.add(id);
                continue;
            }
            const unit = { pointer: join('/nodes', id), what: 'node' as const, node: id };
            const choice = values.decide(unit, nodeOf(base, id), nodeOf(mine, id), nodeOf(theirs, id));
            if (choice && hasNode(choice === 'mine' ? mine : theirs, id) === false) {
                this.gone.add(id);
            } else {
                this.isPlain = false;
            }
        }
    }

    /** Everything that this node leads to is there. */
    holds(node: FlowNode): boolean {
        const join = joinOf(node);
        return Object.values(node.next ?? {}).every((to) => this.has(to)) && (join === undefined || this.has(join));
    }

    /** False for nodes that were there and are no more; what never was there is nobody's loss. */
    has(id: string): boolean {
        return !this.gone.has(id);
    }

    /**
     * What a side wants a reference to be, given which nodes there will be: one that went only because its node was
     * removed comes back with the node, and one to a node that is gone is as it was.
     */
    wish(side: FlowDocument, before: string | undefined, after: string | undefined): string | undefined {
        if (after) {
            return this.has(after) ? after : this.was(before);
        }
        const wentWithNode = before && hasNode(this.base, before) && !hasNode(side, before);
        return wentWithNode ? this.was(before) : undefined;
    }

    was(before: string | undefined): string | undefined {
        return before && this.has(before) ? before : undefined;
    }

    /** By more than losing wires to nodes that were removed. */
    private isChanged(id: string, side: FlowDocument): boolean {
        const before = nodeOf(this.base, id) as FlowNode;
        const after = nodeOf(side, id) as FlowNode;
        return before !== after && !equal(normalNode(withLostWires(before, after, side)), before);
    }
}

function withLostWires(before: FlowNode, after: FlowNode, side: FlowDocument): FlowNode {
    let node = after;
    for (const [output, to] of Object.entries(before.next ?? {})) {
        if (after.next?.[output] === undefined && !hasNode(side, to)) {
            node = { ...node, next: withMember(node.next ?? {}, output, to) };
        }
    }
    const joined = joinOf(before);
    if (joined !== undefined && after.settings?.join === undefined && !hasNode(side, joined)) {
        node = { ...node, settings: withMember(node.settings ?? {}, 'join', joined) };
    }
    return node;
}

/** Nodes to which this side leads something that the base does not lead there. */
function newlyNamed(base: FlowDocument, side: FlowDocument): Set<string> {
    const named = new Set<string>();
    for (const id in side.nodes) {
        const [before, after] = [nodeOf(base, id), nodeOf(side, id)];
        if (!after || before === after) {
            continue;
        }
        for (const [output, to] of Object.entries(after.next ?? {})) {
            if (before?.next?.[output] !== to) {
                named.add(to);
            }
        }
        const joined = joinOf(after);
        if (joined !== undefined && (!before || joinOf(before) !== joined)) {
            named.add(joined);
        }
    }
    for (const member of ['start', 'on_error', 'on_cancel'] as const) {
        if (side[member] && side[member] !== base[member]) {
            named.add(side[member]);
        }
    }
    for (const hook of side.hooks ?? []) {
        if (!base.hooks?.some((before) => equal(before, hook))) {
            named.add(hook.to);
        }
    }
    return named;
}
