// What is painted over a flow: a run's path, live figures, coverage, differences. It changes without the document, often,
// and for few nodes at a time; so each node listens for its own mark and draws itself anew only when that one changed.

import { createContext, useCallback, useContext, useSyncExternalStore } from 'react';

export type Difference = 'added' | 'removed' | 'changed';

export interface NodeMark {
    /** A run stands here now. */
    at?: boolean;
    /** On the path that was taken. */
    lit?: boolean;
    /** Off the path: stands back. */
    dim?: boolean;
    covered?: boolean;
    count?: number;
    waiting?: number;
    errors?: number;
    /** A short line of figures below the title, as in "p50 2 s · p99 40 s". */
    figures?: string;
    diff?: Difference;
    breakpoint?: boolean;
}

export interface WireMark {
    lit?: boolean;
    dim?: boolean;
    covered?: boolean;
    count?: number;
    /** Of all that left the node, 0 to 1: the wire's thickness. */
    share?: number;
    diff?: Difference;
}

export interface Overlay {
    nodes: Record<string, NodeMark>;
    /** By wireId. */
    wires: Record<string, WireMark>;
}

export function wireId(node: string, output: string): string {
    return `${node}/${output}`;
}

export class OverlayStore {
    private nodes: Record<string, NodeMark> = {};
    private wires: Record<string, WireMark> = {};
    private readonly heard = new Map<string, Set<() => void>>();

    show(overlay: Overlay | null | undefined) {
        const { nodes, wires } = overlay ?? { nodes: {}, wires: {} };
        const changed = [...changes(this.nodes, nodes, 'n:'), ...changes(this.wires, wires, 'w:')];
        this.nodes = nodes;
        this.wires = wires;
        for (const key of changed) {
            this.heard.get(key)?.forEach((tell) => tell());
        }
    }

    node(id: string): NodeMark | undefined {
        return this.nodes[id];
    }

    wire(id: string): WireMark | undefined {
        return this.wires[id];
    }

    listen(key: string, tell: () => void): () => void {
        const there = this.heard.get(key) ?? new Set();
        this.heard.set(key, there.add(tell));
        return () => {
            there.delete(tell);
            if (there.size === 0 && this.heard.get(key) === there) {
                this.heard.delete(key);
            }
        };
    }
}

function* changes(before: Record<string, unknown>, after: Record<string, unknown>, kind: string) {
    if (before === after) {
        return;
    }
    for (const id of new Set([...Object.keys(before), ...Object.keys(after)])) {
        if (before[id] !== after[id] && JSON.stringify(before[id]) !== JSON.stringify(after[id])) {
            yield kind + id;
        }
    }
}

export const OverlayContext = createContext(new OverlayStore());

export function useNodeMark(id: string): NodeMark | undefined {
    const store = useContext(OverlayContext);
    const listen = useCallback((tell: () => void) => store.listen(`n:${id}`, tell), [store, id]);
    return useSyncExternalStore(listen, () => store.node(id));
}

export function useWireMark(id: string): WireMark | undefined {
    const store = useContext(OverlayContext);
    const listen = useCallback((tell: () => void) => store.listen(`w:${id}`, tell), [store, id]);
    return useSyncExternalStore(listen, () => store.wire(id));
}
