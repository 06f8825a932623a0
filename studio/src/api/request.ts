// Talks to the API. Whatever goes wrong becomes a Refusal that knows whether trying again can help.

export interface Fault {
    pointer: string;
    code: string;
    message: string;
    node?: string;
}

/** An application/problem+json answer, or a server that cannot be reached (status 0). */
export class Refusal extends Error {
    constructor(
        readonly status: number,
        readonly code: string,
        readonly title: string,
        detail: string,
        readonly errors: Fault[] = [],
        /** Further members of the answer: `problems`, `state` … */
        readonly more: Record<string, unknown> = {},
    ) {
        super(detail || title || code);
    }

    /** How long the server asks to wait, if it says so. */
    retryAfterS: number | null = null;

    /** The same request, sent again later, may well succeed. */
    get isPassing() {
        return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
    }
}

export interface Answer<T> {
    body: T;
    status: number;
    /** As the server wrote it, for If-Match. */
    etag: string | null;
}

export interface Wish {
    body?: unknown;
    query?: Record<string, string | number | boolean | null | undefined>;
    headers?: Record<string, string>;
    signal?: AbortSignal;
    timeoutMs?: number;
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

let token: string | null = null;
let lost: () => void = () => {};

/** Every request carries this token; `onLost` hears when the server no longer takes it. */
export function authenticateWith(newToken: string | null, onLost: () => void = () => {}) {
    token = newToken;
    lost = onLost;
}

export async function request<T = unknown>(method: Method, path: string, wish: Wish = {}): Promise<Answer<T>> {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(wish.query ?? {})) {
        if (value !== null && value !== undefined && value !== '') {
            query.set(name, String(value));
        }
    }
    const sent = token;
    let response: Response;
    let text: string;
    try {
        const limit = AbortSignal.timeout(wish.timeoutMs ?? 30_000);
        response = await fetch(query.size ? `${path}?${query}` : path, {
            method,
            cache: 'no-store',
            signal: wish.signal ? AbortSignal.any([wish.signal, limit]) : limit,
            headers: {
                accept: 'application/json',
                ...(wish.body === undefined ? {} : { 'content-type': 'application/json' }),
                ...(sent ? { authorization: `Bearer ${sent}` } : {}),
                ...wish.headers,
            },
            body: wish.body === undefined ? undefined : JSON.stringify(wish.body),
        });
        text = await response.text();
    } catch (error) {
        if (wish.signal?.aborted) {
            throw error;
        }
        throw new Refusal(0, 'network.unreachable', '', '');
    }
    const parsed = parse(text);
    if (response.ok) {
        return { body: parsed as T, status: response.status, etag: response.headers.get('etag') };
    }
    if (response.status === 401 && sent && sent === token) {
        lost();
    }
    const { code, title, detail, errors, ...more } = (parsed ?? {}) as Record<string, unknown>;
    const refusal = new Refusal(
        response.status,
        String(code ?? `http.${response.status}`),
        String(title ?? ''),
        String(detail ?? ''),
        (errors as Fault[]) ?? [],
        more,
    );
    refusal.retryAfterS = Number(response.headers.get('retry-after')) || null;
    throw refusal;
}

function parse(text: string): unknown {
    try {
        return text ? JSON.parse(text) : null;
    } catch {
        return null; // a proxy's error page, say: the status alone tells what happened
    }
}

/** For POSTs that create: the same key and body give the same answer, however often they are sent. */
export function freshKey(): string {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join(
        '',
    );
}
