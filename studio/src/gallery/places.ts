// Where the nodes of a small picture stand: as the author laid them out, or in columns by their distance from the start.

import type { FlowDocument, Place } from '@/model/document';

export function placesOf(document: FlowDocument): Map<string, Place> {
    const ids = Object.keys(document.nodes);
    const laidOut = document.layout?.nodes ?? {};
    if (ids.every((id) => laidOut[id])) {
        return new Map(ids.flatMap((id) => (laidOut[id] ? [[id, laidOut[id]] as const] : [])));
    }
    const depth = new Map<string, number>();
    const roots = [
        document.start,
        ...(document.hooks ?? []).map(({ to }) => to),
        document.on_error,
        document.on_cancel,
    ];
    const waiting = roots.flatMap((id) => (id && document.nodes[id] ? [{ id, at: 0 }] : []));
    waiting.push(...ids.map((id) => ({ id, at: 0 })));
    for (let next = waiting.shift(); next; next = waiting.shift()) {
        const { id, at } = next;
        if (depth.has(id)) {
            continue;
        }
        depth.set(id, at);
        const targets = Object.values(document.nodes[id]?.next ?? {}).filter((to) => document.nodes[to]);
        waiting.unshift(...targets.map((to) => ({ id: to, at: at + 1 })));
    }
    const rows = new Map<number, number>();
    return new Map(
        ids.map((id) => {
            const column = depth.get(id) ?? 0;
            const row = rows.get(column) ?? 0;
            rows.set(column, row + 1);
            return [id, [column * 240, row * 100] as Place];
        }),
    );
}
