// How the flows end that this one calls: a call has an output for each end.

import { useQueries } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { type Flow, keys } from '@/api/queries';
import { request } from '@/api/request';
import { ownOutcomes } from '@/model';
import type { Store } from './state';
import { useDesigner } from './use_store';

export function useOutcomes(store: Store, onKnown: () => void) {
    const document = useDesigner((state) => state.history.present);
    const called = useMemo(() => {
        const found = new Set<string>();
        for (const node of Object.values(document.nodes)) {
            const flow = node.settings?.flow;
            if (typeof flow === 'string' && store.types.get(node.type)?.outputs_from === 'flow') {
                found.add(flow);
            }
        }
        return [...found].sort();
    }, [document.nodes, store]);
    const flows = useQueries({
        queries: called.map((key) => ({
            queryKey: keys.flow(key),
            queryFn: async ({ signal }: { signal: AbortSignal }) =>
                (await request<Flow>('GET', `/api/flows/${encodeURIComponent(key)}`, { signal })).body,
            retry: false,
        })),
    });
    const known = new Map(
        called.map((key, place) => {
            const called = flows[place]?.data?.document;
            return [key, called && ownOutcomes(called, store.types)];
        }),
    );
    const text = JSON.stringify([...known]);
    useEffect(() => {
        store.outcomes = (flow) => known.get(flow);
        store.set({});
        onKnown();
    }, [text, store]);
}
