import { useQuery } from '@tanstack/react-query';
import { request } from '@/api/request';

export interface Choice {
    key: string;
    title: string;
}

const none: Choice[] = [];

/** What of a kind there is; `isKnown` once the server has said so. */
export function useChoices(kind: string): { items: Choice[]; isKnown: boolean } {
    const { data } = useQuery({
        queryKey: ['choices', kind],
        queryFn: async ({ signal }) =>
            (await request<{ items: Choice[] }>('GET', `/api/choices/${kind}`, { signal })).body,
        staleTime: 30_000,
        retry: false,
    });
    return { items: data?.items ?? none, isKnown: data !== undefined };
}
