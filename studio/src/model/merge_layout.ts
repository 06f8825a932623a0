// Places never conflict. Theirs wins where mine did not move; groups and notes are merged by their ids, and a text that
// somebody changed outlives a removal.

import type { FlowNode, Group, Layout, Note, Place } from './document';
import { equal } from './equal';
import { mintId } from './mint';

export function mergeLayouts(
    base: Layout = {},
    mine: Layout = {},
    theirs: Layout = {},
    nodes: Record<string, FlowNode>,
): Layout {
    const places: Record<string, Place> = {};
    for (const id in nodes) {
        const [b, m, t] = [base.nodes?.[id], mine.nodes?.[id], theirs.nodes?.[id]];
        const place = (equal(b, m) ? t : m) ?? m ?? t ?? b;
        if (place) {
            places[id] = place;
        }
    }
    const groups = parts(base.groups, mine.groups, theirs.groups, 'group', mergeGroup);
    return { nodes: places, groups: withNodesOnce(groups, nodes), notes: notes(base, mine, theirs) };
}

function notes(base: Layout, mine: Layout, theirs: Layout): Note[] {
    return parts(base.notes, mine.notes, theirs.notes, 'note', (b, m, t) => ({
        id: m.id,
        text: equal(b?.text, m.text) ? t.text : m.text,
        at: equal(b?.at, m.at) ? t.at : m.at,
    }));
}

function mergeGroup(base: Group | undefined, mine: Group, theirs: Group): Group {
    const [was, mineHas, theirsHas] = [new Set(base?.nodes), new Set(mine.nodes), new Set(theirs.nodes)];
    const stays = (id: string) => (was.has(id) ? mineHas.has(id) && theirsHas.has(id) : true);
    return {
        id: mine.id,
        title: equal(base?.title, mine.title) ? theirs.title : mine.title,
        nodes: [...new Set([...theirs.nodes, ...mine.nodes])].filter(stays),
    };
}

function parts<T extends { id: string }>(
    base: T[] = [],
    mine: T[] = [],
    theirs: T[] = [],
    word: string,
    both: (base: T | undefined, mine: T, theirs: T) => T,
): T[] {
    const [b, m, t] = [base, mine, theirs].map((all) => new Map(all.map((one) => [one.id, one])));
    const merged: T[] = [];
    const mineAnew: T[] = [];
    for (const id of new Set([...theirs, ...mine].map((one) => one.id))) {
        const [was, my, their] = [b?.get(id), m?.get(id), t?.get(id)];
        if (my && their && !was && !equal(my, their)) {
            merged.push(their);
            mineAnew.push(my); // two new ones that got the same id
        } else if (my && their) {
            merged.push(both(was, my, their));
        } else {
            const left = (my ?? their) as T;
            if (!equal(was, left)) {
                merged.push(left);
            }
        }
    }
    for (const one of mineAnew) {
        merged.push({
            ...one,
            id: mintId(
                word,
                [...merged, ...mineAnew].map((other) => other.id),
            ),
        });
    }
    return merged;
}

/** Two people may have put one node into two groups: the first has it. */
function withNodesOnce(groups: Group[], nodes: Record<string, FlowNode>): Group[] {
    const placed = new Set<string>();
    return groups.flatMap((group): Group[] => {
        const kept = group.nodes.filter((id) => Object.hasOwn(nodes, id) && !placed.has(id));
        kept.forEach((id) => placed.add(id));
        return kept.length > 0 || group.nodes.length === 0 ? [{ ...group, nodes: kept }] : [];
    });
}
