// What a browser keeps of a draft that is being worked on: the whole history, so that undo survives a reload, and what the
// server was known to have, so that work done without a connection is merged and not lost.

import { parse, serialise, type FlowDocument, type History } from '@/model';

export interface Kept {
    history: History;
    /** The draft on the server when this browser last knew. */
    etag: string;
    base: FlowDocument;
    /** The newest published version that this draft has taken in. */
    seen: number;
}

interface Written {
    history: string;
    etag: string;
    /** Missing when it is the history's present: then nothing waits to be sent. */
    base?: FlowDocument;
    seen: number;
}

function place(user: string, flow: string): string {
    return `millrace.draft.${user}.${flow}`;
}

export function recallDraft(user: string, flow: string): Kept | null {
    try {
        const written = JSON.parse(localStorage.getItem(place(user, flow)) ?? 'null') as Written | null;
        const history = parse(written?.history ?? null);
        if (!written || !history) {
            return null;
        }
        return { history, etag: written.etag, base: written.base ?? history.present, seen: written.seen };
    } catch {
        return null;
    }
}

/** False when the browser has no room or allows none: then the work lives in this window only. */
export function rememberDraft(user: string, flow: string, { history, etag, base, seen }: Kept): boolean {
    const isSent = base === history.present;
    const written: Written = { history: serialise(history), etag, seen, ...(isSent ? {} : { base }) };
    try {
        localStorage.setItem(place(user, flow), JSON.stringify(written));
        return true;
    } catch {
        return false;
    }
}

export function forgetDraft(user: string, flow: string) {
    try {
        localStorage.removeItem(place(user, flow));
    } catch {
        // Forbidden: then there is none.
    }
}
