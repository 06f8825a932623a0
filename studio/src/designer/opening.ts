// What is opened: the server's draft and what this browser kept become one.

import { begin, equalDocuments, type History, type NodeTypes } from '@/model';
import type { ServerDraft } from './drafts';
import { Store } from './state';
import { type Kept, recallDraft } from './stored';

export interface Opened {
    store: Store;
    user: string;
    /** The draft as the server had it when this window last agreed with it. */
    known: { etag: string; base: ServerDraft['document'] };
    seen: number;
    /** Written here without a connection, while another window wrote to the server: to be merged. */
    meet: ServerDraft | null;
}

interface Given {
    flowKey: string;
    user: string;
    server: ServerDraft;
    types: NodeTypes;
    readOnly: string | null;
}

export function open({ flowKey, user, server, types, readOnly }: Given): Opened {
    const kept = readOnly === null ? recallDraft(user, flowKey) : null;
    const start = kept ? goOn(kept, server) : { history: begin(server.document), meet: null, isOld: false };
    const store = new Store(flowKey, server.document, types, readOnly, start.history);
    const known =
        kept && start.isOld ? { etag: kept.etag, base: kept.base } : { etag: server.etag, base: sameAs(store, server) };
    const seen = Math.max(server.base_version, kept && kept.etag === server.etag ? kept.seen : 0);
    return { store, user, known, seen, meet: start.meet };
}

// The server's document by the identity that the store has it under, where the two are equal.
function sameAs(store: Store, server: ServerDraft) {
    return equalDocuments(store.document, server.document) ? store.document : server.document;
}

interface Start {
    history: History;
    meet: ServerDraft | null;
    /** The server has moved on since: what was known then is the base of the merge. */
    isOld: boolean;
}

function goOn(kept: Kept, server: ServerDraft): Start {
    const isAhead = kept.history.present !== kept.base && !equalDocuments(kept.history.present, kept.base);
    if (kept.etag === server.etag || equalDocuments(kept.history.present, server.document)) {
        return { history: kept.history, meet: null, isOld: false };
    }
    if (isAhead) {
        return { history: kept.history, meet: server, isOld: true };
    }
    // Nothing waits here, and another window went on: its document, undone to where this one was.
    const past = [...kept.history.past, { name: 'elsewhere', document: kept.history.present }];
    return { history: { past, present: server.document, future: [] }, meet: null, isOld: false };
}
