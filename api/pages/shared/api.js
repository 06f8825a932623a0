// Talks to the API. Whatever goes wrong becomes a Problem that knows whether trying again can help.

const timeoutMs = 15_000;

export class Problem extends Error {
    constructor({ status, code, title, detail, errors, owner, retryAfterS }) {
        super(detail || title || code);
        this.status = status;
        this.code = code || `http.${status}`;
        this.title = title || 'That did not work';
        this.detail = detail || '';
        this.errors = errors || [];
        this.owner = owner;
        this.retryAfterS = retryAfterS;
    }

    /** The same request, sent again later, may well succeed. */
    get isPassing() {
        return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
    }

    /** One sentence for a person. */
    get sentence() {
        return this.detail || this.title;
    }
}

/** Answers the parsed body (null when there is none) or throws a Problem. */
export async function request(method, path, { token, body, headers = {} } = {}) {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), timeoutMs);
    try {
        const response = await fetch(path, {
            method,
            signal: abort.signal,
            cache: 'no-store',
            headers: {
                accept: 'application/json',
                ...(body === undefined ? {} : { 'content-type': 'application/json' }),
                ...(token ? { authorization: `Bearer ${token}` } : {}),
                ...headers,
            },
            body: body === undefined ? undefined : JSON.stringify(body),
        });
        return await read(response);
    } catch (error) {
        throw error instanceof Problem ? error : unreachable();
    } finally {
        clearTimeout(timer);
    }
}

async function read(response) {
    const text = await response.text();
    let parsed = null;
    try {
        parsed = text ? JSON.parse(text) : null;
    } catch {
        // A proxy's error page, say. The status alone then tells what happened.
    }
    if (response.ok) {
        return parsed;
    }
    throw new Problem({
        ...(parsed ?? {}),
        status: response.status,
        title: parsed?.title || `The server answered ${response.status}`,
        retryAfterS: Number(response.headers.get('retry-after')) || undefined,
    });
}

function unreachable() {
    return new Problem({
        status: 0,
        code: 'network.unreachable',
        title: 'The server cannot be reached',
        detail: 'The server cannot be reached. Check your connection; this page keeps trying.',
    });
}

/** All pages of a list, at most `limit` items. `isWhole` is false when there would have been more. */
export async function allPages(path, { token, limit = 200 } = {}) {
    const items = [];
    let cursor = null;
    do {
        const url = cursor ? `${path}${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}` : path;
        const page = await request('GET', url, { token });
        items.push(...(page?.items ?? []));
        cursor = page?.items?.length ? page.cursor : null;
    } while (cursor && items.length < limit);
    return { items, isWhole: !cursor };
}

/** An id of 128 random bits that also works where `crypto.randomUUID` is missing: on plain http in a local network. */
export function freshId() {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function socketUrl(path, token) {
    return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${path}?token=${encodeURIComponent(token)}`;
}
