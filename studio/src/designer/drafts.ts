// The draft on the server: read, written, compared with what was published.

import type { FlowDocument } from '@/model';
import { request } from '@/api/request';

export interface ServerDraft {
    document: FlowDocument;
    etag: string;
    base_version: number;
    updated_at: string;
}

const at = encodeURIComponent;

export async function readDraft(flow: string): Promise<ServerDraft> {
    const answer = await request<Omit<ServerDraft, 'etag'>>('GET', `/api/flows/${at(flow)}/draft`);
    return { ...answer.body, etag: answer.etag ?? '' };
}

/** The new ETag. `base` also says on which version it now stands. */
export async function writeDraft(flow: string, document: FlowDocument, etag: string, base?: number): Promise<string> {
    const answer = await request<{ etag: string }>('PUT', `/api/flows/${at(flow)}/draft`, {
        body: document,
        headers: { 'if-match': etag },
        query: { base },
    });
    return answer.etag ?? `"${answer.body.etag}"`;
}

export async function dropDraft(flow: string, etag: string): Promise<void> {
    await request('DELETE', `/api/flows/${at(flow)}/draft`, { headers: { 'if-match': etag } });
}

export interface PublishedVersion {
    version: number;
    author: string;
    author_name?: string;
    note: string;
    at: string;
}

/** The newest, which is not always the current one: a rollback makes none. */
export async function newestVersion(flow: string): Promise<PublishedVersion | null> {
    const answer = await request<{ items: PublishedVersion[] }>('GET', `/api/flows/${at(flow)}/versions`);
    return answer.body.items[0] ?? null;
}

export async function versionDocument(flow: string, version: number): Promise<FlowDocument> {
    const path = `/api/flows/${at(flow)}/versions/${version}`;
    return (await request<{ document: FlowDocument }>('GET', path)).body.document;
}
