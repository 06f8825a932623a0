// What the server plays, and what it answers. It keeps nothing: each question tells all steps from the beginning.

import { freshKey, request } from '@/api/request';
import type { FlowDocument } from '@/model';

export type Json = Record<string, unknown>;

export interface Reply {
    status?: number;
    body?: unknown;
    failure?: string;
    delay?: string;
}

export type Step =
    | { do: 'customer'; text: string }
    | { do: 'pick'; option: string }
    | { do: 'human' | 'leave' | 'next' | 'cancel' | 'agent_hands_back' }
    | { do: 'after'; duration: string }
    | { do: 'agent_takes'; agent: string }
    | { do: 'agent_replies'; text: string }
    | { do: 'agent_closes'; reason?: string }
    | { do: 'http'; node?: string; reply: Reply }
    | { do: 'signal'; name: string; key?: string; payload?: Json }
    | { do: 'incident'; action: 'retry' | 'skip' | 'cancel'; output?: string };

export interface Said {
    who: 'customer' | 'bot' | 'agent' | 'system';
    text: string;
    at: string;
    author?: string;
    options?: { value: string; label: string }[];
}

/** `flow` where it is another one's, such as a subflow's. */
export interface Passed {
    node: string;
    output?: string;
    flow?: string;
}

export interface Standing {
    node: string;
    flow?: string;
    since?: string;
    waits_for?: unknown[];
    until?: string | null;
}

export interface HttpCall {
    id: number;
    node: string;
    method: string;
    url: string;
    headers?: Json | null;
    body?: unknown;
    open: boolean;
    flow?: string;
}

export interface Incident {
    code: string;
    node: string | null;
    message: string;
    routed: boolean;
    open: boolean;
    flow?: string;
}

export interface Talked {
    status: string;
    owner: string;
    queue: string | null;
    priority?: unknown;
    agent: string | null;
    agent_name?: string | null;
    tags: string[];
    fields: Json;
    notes: string[];
    closed_reason: string | null;
}

export interface Frame {
    now: string;
    said: Said[];
    path: Passed[];
    at: Standing[];
    vars: Json;
    set: Json;
    outputs: Json;
    status: string | null;
    flow?: string | null;
    line?: string;
    conversation: Talked | null;
    calls: HttpCall[];
    incidents: Incident[];
    events: { name: string; key: string | null; payload: unknown }[];
    runs: { flow: string; status: string; outcome: string | null; companion: boolean }[];
    next_due: string | null;
    may: string[];
    ended: { outcome: string | null; result: unknown } | null;
    trouble: string[];
    /** The step could not be done, and this is the last frame. */
    refused?: string;
}

export interface Simulated {
    frames: Frame[];
    flowtest: string;
    /** Why there is no test to keep. */
    untold: string | null;
}

const at = (flowKey: string) => `/api/flows/${encodeURIComponent(flowKey)}`;

export async function simulate(
    flowKey: string,
    body: { document: FlowDocument; given?: string; now?: string; steps: Step[] },
    signal: AbortSignal,
): Promise<Simulated> {
    return (await request<Simulated>('POST', `${at(flowKey)}/simulate`, { body, signal })).body;
}

export interface KeptTests {
    text: string;
    etag: string | null;
    updated_at: string | null;
    author_name?: string | null;
}

export async function readTests(flowKey: string, signal?: AbortSignal): Promise<KeptTests> {
    const answer = await request<Omit<KeptTests, 'etag'>>('GET', `${at(flowKey)}/tests`, { signal });
    return { ...answer.body, etag: answer.etag };
}

/** Gives the new ETag. */
export async function writeTests(flowKey: string, text: string, etag: string | null): Promise<string | null> {
    const headers = etag ? { 'if-match': etag } : undefined;
    return (await request('PUT', `${at(flowKey)}/tests`, { body: { text }, headers })).etag;
}

export async function keepCase(flowKey: string, name: string, text: string): Promise<void> {
    const headers = { 'idempotency-key': freshKey() };
    await request('POST', `${at(flowKey)}/tests/cases`, { body: { name, text }, headers });
}
