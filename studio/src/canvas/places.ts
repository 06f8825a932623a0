// Where the nodes stand that nobody ever placed: in columns by their distance from where they are entered.

import type { FlowDocument, Place } from '@/model';

export const column = 280;
const row = 200;

export function placesOf(document: FlowDocument): Record<string, Place> {
    const known = document.layout?.nodes ?? {};
    const missing = Object.keys(document.nodes).filter((id) => !isPlace(known[id]));
    if (missing.length === 0) {
        return known;
    }
    const places: Record<string, Place> = {};
    let top = 0;
    let isAny = false;
    for (const id of Object.keys(document.nodes)) {
        const place = known[id];
        if (isPlace(place)) {
            places[id] = place;
            top = Math.max(top, place[1] + row);
            isAny = true;
        }
    }
    const left = isAny ? Math.min(...Object.values(places).map(([x]) => x)) : 0;
    const depths = depthsOf(document);
    const filled: number[] = [];
    for (const id of missing.sort((a, b) => (depths.get(a) ?? 0) - (depths.get(b) ?? 0))) {
        const depth = depths.get(id) ?? 0;
        const taken = filled[depth] ?? 0;
        filled[depth] = taken + 1;
        places[id] = [left + depth * column, top + taken * row];
    }
    return places;
}

function isPlace(place: unknown): place is Place {
    return Array.isArray(place) && Number.isFinite(place[0]) && Number.isFinite(place[1]);
}

function depthsOf(document: FlowDocument): Map<string, number> {
    const roots = [
        document.start,
        ...(document.hooks ?? []).map((hook) => hook.to),
        document.on_error,
        document.on_cancel,
        ...Object.keys(document.nodes),
    ];
    const depths = new Map<string, number>();
    for (const root of roots) {
        if (root === undefined || !Object.hasOwn(document.nodes, root) || depths.has(root)) {
            continue;
        }
        const queue = [root];
        depths.set(root, 0);
        for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
            for (const next of Object.values(document.nodes[at]?.next ?? {})) {
                if (Object.hasOwn(document.nodes, next) && !depths.has(next)) {
                    depths.set(next, (depths.get(at) ?? 0) + 1);
                    queue.push(next);
                }
            }
        }
    }
    return depths;
}
