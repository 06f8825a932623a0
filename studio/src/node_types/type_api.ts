// Node types as the server describes them, one by one, and what it says of a new one.

import { useQuery } from '@tanstack/react-query';
import { keys, type ServedNodeType } from '@/api/queries';
import { freshKey, Refusal, request } from '@/api/request';
import type { Report } from '@/simulator/report';

export interface TypeVersion {
    version: number;
    origin?: string;
    at: string | null;
    author_name: string | null;
    source_hash: string | null;
}

export interface TypeUse {
    flow: string;
    title: string;
    /** null: in a draft. */
    version: number | null;
    node: string;
}

export interface WholeType extends ServedNodeType {
    versions: TypeVersion[];
    used_by: TypeUse[];
}

export interface TypeText {
    /** null: it is C++. */
    source: string | null;
    help: string;
    cases: string;
}

const at = (type: string) => `/api/node-types/${encodeURIComponent(type)}`;

export function useNodeType(type: string) {
    return useQuery({
        queryKey: keys.nodeType(type),
        queryFn: async ({ signal }) => (await request<WholeType>('GET', at(type), { signal })).body,
    });
}

/** A version never changes. */
export function useTypeText(type: string, version: number | undefined) {
    return useQuery({
        queryKey: [...keys.nodeType(type), 'versions', version ?? 0],
        queryFn: async ({ signal }) =>
            (await request<TypeText>('GET', `${at(type)}/versions/${version}`, { signal })).body,
        enabled: version !== undefined,
        staleTime: Infinity,
    });
}

export interface Written {
    source: string;
    help: string;
    cases: string;
}

const playMs = 60_000;

export async function testType(written: Written): Promise<Report> {
    return (await request<Report>('POST', '/api/node-types/test', { body: written, timeoutMs: playMs })).body;
}

export async function uploadType(written: Written): Promise<ServedNodeType> {
    const headers = { 'idempotency-key': freshKey() };
    return (await request<ServedNodeType>('POST', '/api/node-types', { body: written, headers, timeoutMs: playMs }))
        .body;
}

/** Of an upload that was refused because cases fail: how they went. */
export function reportOf(error: unknown): Report | null {
    const report = error instanceof Refusal ? error.more.report : undefined;
    return report ? (report as Report) : null;
}

/** What is wrong with the source, at its lines as far as the sentence names one. */
export function sourceFaults(error: unknown): { line: number; message: string }[] {
    if (!(error instanceof Refusal)) {
        return [];
    }
    return error.errors
        .filter(({ pointer }) => pointer.startsWith('/source'))
        .map(({ message }) => ({ line: lineIn(message), message }));
}

/** "line 7: …", "…:7: …"; the first line where none is named. */
export function lineIn(message: string): number {
    const found = /\bline (\d+)/.exec(message) ?? /:(\d+):/.exec(message);
    return found ? Number(found[1]) : 1;
}
