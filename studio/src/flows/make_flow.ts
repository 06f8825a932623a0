// A flow's beginning: the document, and how it gets to the server.

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { keys } from '@/api/queries';
import { freshKey, Refusal, request } from '@/api/request';
import { format, type FlowDocument } from '@/model/document';
import { words } from '@/words';

/** Nothing on the canvas yet: the check asks for a start. */
export function emptyFlow(on: string): FlowDocument {
    return { format, key: '', title: '', ...(on ? { trigger: { on } } : {}), start: '', nodes: {} };
}

/** Posts it under its key; answers the key. */
export function useMakeFlow(onMade: (key: string) => void) {
    const queries = useQueryClient();
    return useMutation({
        mutationFn: async ({ key, title, document }: { key: string; title: string; document: FlowDocument }) => {
            await request('POST', '/api/flows', {
                headers: { 'idempotency-key': freshKey() },
                body: { key, title, document: { ...document, key, title } },
            });
            return key;
        },
        onSuccess: async (key) => {
            await queries.invalidateQueries({ queryKey: keys.flows, exact: true });
            onMade(key);
        },
        meta: { isShown: true },
    });
}

/** What the server says against the key, or nothing. */
export function keyTrouble(error: unknown): string | null {
    if (!(error instanceof Refusal)) {
        return null;
    }
    if (error.code === 'flow.exists') {
        return words.flows.create.keyTaken;
    }
    return error.errors.find(({ pointer }) => pointer === '/key')?.message ?? null;
}
