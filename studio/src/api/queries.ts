// What rooms ask for, each under one key: who changes something invalidates the key, and every room that shows it asks anew.

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { FlowDocument, NodeType } from '@/model/document';
import { request, type Wish } from './request';

export const keys = {
    flows: ['flows'] as const,
    flow: (key: string) => ['flows', key] as const,
    draft: (key: string, author?: string) => ['flows', key, 'draft', author ?? 'mine'] as const,
    drafts: (key: string) => ['flows', key, 'drafts'] as const,
    versions: (key: string) => ['flows', key, 'versions'] as const,
    version: (key: string, version: number) => ['flows', key, 'versions', version] as const,
    reviews: (key: string) => ['flows', key, 'reviews'] as const,
    uses: (key: string) => ['flows', key, 'uses'] as const,
    tests: (key: string) => ['flows', key, 'tests'] as const,
    bindings: (key: string) => ['flows', key, 'bindings'] as const,
    templates: ['templates'] as const,
    nodeTypes: ['node-types'] as const,
    nodeType: (type: string) => ['node-types', type] as const,
    runs: (filter: RunFilter) => ['runs', filter] as const,
    run: (id: string) => ['runs', id] as const,
    choices: (kind: string) => ['choices', kind] as const,
};

async function get<T>(path: string, wish: Wish = {}) {
    return (await request<T>('GET', path, wish)).body;
}

const at = encodeURIComponent;

export interface FlowItem {
    key: string;
    title: string;
    description?: string;
    /** The published one; null: none yet. */
    version: number | null;
    created_at: string;
    updated_at: string;
    trigger?: { on: string; when?: string } | string | null;
    my_draft?: { updated_at: string; base_version: number } | null;
    /** Of everybody, mine among them. */
    drafts?: number;
    /** Whose entry flow it is. */
    channels?: string[];
}

export function useFlows({ enabled = true } = {}) {
    return useQuery({
        queryKey: keys.flows,
        queryFn: async ({ signal }) => (await get<{ items: FlowItem[] }>('/api/flows', { signal })).items,
        enabled,
    });
}

export interface Flow extends FlowItem {
    document?: FlowDocument;
    hash?: string;
}

export function useFlow(key: string) {
    return useQuery({
        queryKey: keys.flow(key),
        queryFn: ({ signal }) => get<Flow>(`/api/flows/${at(key)}`, { signal }),
    });
}

export interface Draft {
    document: FlowDocument;
    base_version: number;
    author: string;
    updated_at: string;
    etag: string | null;
}

/** With the ETag for If-Match; somebody else's by `author`. */
export function useDraft(key: string, author?: string) {
    return useQuery({
        queryKey: keys.draft(key, author),
        queryFn: async ({ signal }): Promise<Draft> => {
            const answer = await request<Draft>('GET', `/api/flows/${at(key)}/draft`, { query: { author }, signal });
            return { ...answer.body, etag: answer.etag };
        },
        // A room that edits it holds the newest itself.
        refetchOnWindowFocus: false,
    });
}

export interface DraftItem {
    author: string;
    author_name: string;
    base_version: number;
    updated_at: string;
    etag: string;
}

export function useDrafts(key: string) {
    return useQuery({
        queryKey: keys.drafts(key),
        queryFn: async ({ signal }) =>
            (await get<{ items: DraftItem[] }>(`/api/flows/${at(key)}/drafts`, { signal })).items,
    });
}

export interface Version {
    version: number;
    current: boolean;
    hash: string;
    note: string;
    author: string;
    author_name?: string;
    at: string;
    document?: FlowDocument;
    pins?: Record<string, number>;
}

export function useVersions(key: string) {
    return useQuery({
        queryKey: keys.versions(key),
        queryFn: async ({ signal }) =>
            (await get<{ items: Version[] }>(`/api/flows/${at(key)}/versions`, { signal })).items,
    });
}

/** A published version never changes. */
export function useVersion(key: string, version: number | null) {
    return useQuery({
        queryKey: keys.version(key, version ?? 0),
        queryFn: ({ signal }) => get<Version>(`/api/flows/${at(key)}/versions/${version}`, { signal }),
        enabled: version !== null,
        staleTime: Infinity,
    });
}

export interface ServedNodeType extends NodeType {
    origin?: 'shipped' | 'folder' | 'org';
    category_title?: string;
    cases?: number;
}

export function useNodeTypes() {
    return useQuery({
        queryKey: keys.nodeTypes,
        queryFn: async ({ signal }) => (await get<{ items: ServedNodeType[] }>('/api/node-types', { signal })).items,
        staleTime: 60_000,
    });
}

export interface RunFilter {
    flow?: string;
    status?: string;
    version?: number;
    node?: string;
    outcome?: string;
    subject?: string;
    since?: string;
    until?: string;
    q?: string;
}

export interface RunItem {
    run_id: string;
    flow: string;
    flow_title?: string;
    version: string | number;
    status: string;
    subject?: string | null;
    outcome?: string | null;
    started_at: string;
    ended_at?: string | null;
    incident?: { code: string; node: string; message: string } | null;
    at?: string[];
    [other: string]: unknown;
}

interface Page<T> {
    items: T[];
    cursor: string | null;
}

export function useRuns(filter: RunFilter) {
    return useInfiniteQuery({
        queryKey: keys.runs(filter),
        queryFn: ({ pageParam, signal }) =>
            get<Page<RunItem>>('/api/runs', { query: { ...filter, cursor: pageParam }, signal }),
        initialPageParam: null as string | null,
        getNextPageParam: (page) => (page.items.length > 0 ? page.cursor : null),
    });
}

export function useRun<T = RunItem>(id: string) {
    return useQuery({
        queryKey: keys.run(id),
        queryFn: ({ signal }) => get<T>(`/api/runs/${at(id)}`, { signal }),
    });
}

export interface Choice {
    key: string;
    title: string;
}

/** queue team user calendar flow channel credential tag template lookup skill event */
export function useChoices(kind: string | null) {
    return useQuery({
        queryKey: keys.choices(kind ?? ''),
        queryFn: async ({ signal }) =>
            (await get<{ items: Choice[] }>(`/api/choices/${at(kind ?? '')}`, { signal })).items,
        enabled: kind !== null,
        staleTime: 60_000,
    });
}

export interface Template {
    key: string;
    title: string;
    description?: string;
    document: FlowDocument;
    /** A `.flowtest`. */
    tests: string;
    nodes: number;
    installed: boolean;
}

export function useTemplates() {
    return useQuery({
        queryKey: keys.templates,
        queryFn: async ({ signal }) => (await get<{ items: Template[] }>('/api/flow-templates', { signal })).items,
        staleTime: 300_000,
    });
}
