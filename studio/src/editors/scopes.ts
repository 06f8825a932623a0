// The values that fields show what they come to with: of the run or the simulator's frame that was looked at last, by flow.

import { useSyncExternalStore } from 'react';

/** vars, contact, conversation, node …: each with its members. */
export type Scopes = Record<string, Record<string, unknown>>;

const byFlow = new Map<string, Scopes>();
const listeners = new Set<() => void>();

export function showScopes(flowKey: string, scopes: Scopes | null) {
    if (scopes === null) {
        byFlow.delete(flowKey);
    } else {
        byFlow.set(flowKey, scopes);
    }
    listeners.forEach((tell) => tell());
}

const listen = (tell: () => void) => {
    listeners.add(tell);
    return () => void listeners.delete(tell);
};

export function useScopes(flowKey: string): Scopes | null {
    return useSyncExternalStore(listen, () => byFlow.get(flowKey) ?? null);
}
