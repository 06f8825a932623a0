// Which types to offer, in which order.

import { fuzzy, type NodeType, type NodeTypes } from '@/model';
import { words } from '@/words';
import type { TypeGroup } from './type_list';

// What people build most with stands first; categories that came later follow by name.
const order = ['conversation', 'routing', 'control', 'data', 'integration', 'script'];
const knownMax = 4;

export function groupsFound(types: NodeTypes, typed: string, known: readonly string[]): TypeGroup[] {
    const all = [...types.values()];
    if (typed.trim()) {
        const found = fuzzy(typed, all, (type) => `${type.title} ${type.type}`).map(({ item }) => item);
        return found.length > 0 ? [{ title: words.designer.found, types: found }] : [];
    }
    const used = known.slice(0, knownMax).flatMap((name) => types.get(name) ?? []);
    const groups = new Map<string, NodeType[]>();
    for (const type of all) {
        groups.set(type.category, [...(groups.get(type.category) ?? []), type]);
    }
    const rest = [...groups].sort(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b));
    return [
        ...(used.length > 0 ? [{ title: words.designer.used, types: used }] : []),
        ...rest.map(([, listed]) => ({
            title: listed[0] ? categoryTitle(listed[0]) : '',
            types: listed.filter((type) => !used.includes(type)),
        })),
    ].filter((group) => group.types.length > 0);
}

function categoryTitle(type: NodeType & { category_title?: string }): string {
    const { category, category_title: title } = type;
    return title || `${category.slice(0, 1).toUpperCase()}${category.slice(1).replaceAll('_', ' ')}`;
}

function rank(category: string): number {
    const place = order.indexOf(category);
    return place < 0 ? order.length : place;
}
