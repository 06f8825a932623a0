// How the flows end that this one calls: a call has an output for each end.

import { useQueries } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
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
    const text = JSON.stringify(
        called.map((key, place) => {
            const found = flows[place]?.data?.document;
            return [key, found && ownOutcomes(found, store.types)];
        }),
    );
    const tell = useRef(onKnown);
    useEffect(() => {
        tell.current = onKnown;
    });
    useEffect(() => {
        const known = new Map(JSON.parse(text) as [string, string[] | undefined][]);
        store.set({ outcomes: (flow) => known.get(flow) ?? undefined });
        tell.current();
    }, [text, store]);
}
