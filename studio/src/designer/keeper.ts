// Keeps the draft: in this browser at once, on the server a moment later. Whatever goes wrong is said and tried again; what
// somebody else wrote meanwhile is merged, and where both changed the same, a person is asked.

import { Refusal } from '@/api/request';
import { equalDocuments, merge, type FlowDocument, type Merged } from '@/model';
import { confirm, notifyFailure, sentenceOf } from '@/ui';
import { words } from '@/words';
import { dropDraft, newestVersion, type PublishedVersion, readDraft } from './drafts';
import { type ServerDraft, versionDocument, writeDraft } from './drafts';
import type { SaveState, Store } from './state';
import { rememberDraft } from './stored';

const saveAfterMs = 600;
const rememberAfterMs = 250;
const retryAfterMs = [2_000, 5_000, 10_000, 20_000];

/** Two people changed the same: what is merged so far, and what to do when every choice is made. */
export interface Question {
    merged: Merged;
    /** Whose work it is that comes in. */
    from: 'draft' | 'version';
    version?: PublishedVersion;
    settle: (document: FlowDocument) => void;
}

export interface KeeperEvents {
    onQuestion: (question: Question | null) => void;
    onMerged: (from: 'draft' | 'version', count: number) => void;
    onNewer: (version: PublishedVersion | null) => void;
}

export class Keeper {
    private etag: string;
    private base: FlowDocument;
    private sending = false;
    private saveTimer = 0;
    private rememberTimer = 0;
    private failures = 0;
    private isAsking = false;
    private newer: PublishedVersion | null = null;
    private baseToTell: number | undefined;
    private lastDocument: FlowDocument;
    private readonly stops: (() => void)[] = [];

    constructor(
        private readonly store: Store,
        private readonly user: string,
        known: { etag: string; base: FlowDocument },
        /** The newest published version that the draft has taken in. */
        public seen: number,
        private readonly events: KeeperEvents,
    ) {
        this.etag = known.etag;
        this.base = known.base;
        this.lastDocument = store.document;
    }

    start() {
        const wake = () => this.save();
        const hide = () => this.remember();
        addEventListener('online', wake);
        addEventListener('pagehide', hide);
        this.stops.push(
            this.store.listen(() => this.changed()),
            () => removeEventListener('online', wake),
            () => removeEventListener('pagehide', hide),
        );
        if (this.isAhead) {
            this.save();
        }
    }

    stop() {
        this.remember();
        this.stops.splice(0).forEach((stop) => stop());
        clearTimeout(this.saveTimer);
        clearTimeout(this.rememberTimer);
        if (this.isAhead && !this.isAsking) {
            void this.send();
        }
    }

    get isAhead(): boolean {
        return this.store.document !== this.base && !equalDocuments(this.store.document, this.base);
    }

    get currentEtag(): string {
        return this.etag;
    }

    private changed() {
        const { document } = this.store;
        if (document === this.lastDocument) {
            return;
        }
        this.lastDocument = document;
        clearTimeout(this.rememberTimer);
        this.rememberTimer = window.setTimeout(() => this.remember(), rememberAfterMs);
        if (this.isAsking) {
            return;
        }
        if (this.store.get().save.kind !== 'offline') {
            this.tell({ kind: 'waiting' });
        }
        this.schedule(saveAfterMs);
    }

    private remember() {
        clearTimeout(this.rememberTimer);
        const { history } = this.store.get();
        rememberDraft(this.user, this.store.flowKey, { history, etag: this.etag, base: this.base, seen: this.seen });
    }

    private schedule(ms: number) {
        clearTimeout(this.saveTimer);
        this.saveTimer = window.setTimeout(() => this.save(), ms);
    }

    /** Now; nothing is done while an answer is awaited or a question is open. */
    save() {
        if (!this.sending && !this.isAsking) {
            void this.send();
        }
    }

    /** Resolves when the server has what is on the screen; false when that cannot be now. */
    async saved(): Promise<boolean> {
        clearTimeout(this.saveTimer);
        for (let tries = 0; tries < 3 && (this.isAhead || this.sending); ++tries) {
            if (this.sending) {
                await new Promise((resolve) => setTimeout(resolve, 50));
                tries -= 1;
                continue;
            }
            await this.send();
        }
        return !this.isAhead;
    }

    private async send(): Promise<void> {
        clearTimeout(this.saveTimer);
        if (!this.isAhead && this.baseToTell === undefined) {
            this.tell({ kind: 'saved', at: this.store.get().save.at });
            return;
        }
        const { document } = this.store;
        this.sending = true;
        this.tell({ kind: 'saving' });
        try {
            this.etag = await writeDraft(this.store.flowKey, document, this.etag, this.baseToTell);
            this.base = document;
            this.baseToTell = undefined;
            this.failures = 0;
            this.sending = false;
            this.remember();
            if (this.isAhead) {
                this.tell({ kind: 'waiting' });
                this.schedule(saveAfterMs);
            } else {
                this.tell({ kind: 'saved', at: Date.now() });
            }
        } catch (error) {
            this.sending = false;
            await this.failed(error);
        }
    }

    private async failed(error: unknown) {
        if (error instanceof Refusal && error.status === 412) {
            try {
                this.meet(await readDraft(this.store.flowKey));
                return;
            } catch (next) {
                error = next;
            }
        }
        const isPassing = !(error instanceof Refusal) || error.isPassing || error.status === 401;
        this.tell({ kind: isPassing ? 'offline' : 'refused', reason: sentenceOf(error) });
        this.remember();
        if (isPassing) {
            this.schedule(retryAfterMs[Math.min(this.failures, retryAfterMs.length - 1)] ?? saveAfterMs);
            this.failures += 1;
        }
    }

    /** The same author was at work elsewhere: his other window's draft and this one become one. */
    meet(theirs: ServerDraft) {
        const merged = merge(this.base, this.store.document, theirs.document);
        this.take(merged, 'draft', (document) => {
            this.etag = theirs.etag;
            this.base = theirs.document;
            this.store.act('merge', document);
        });
    }

    private take(
        merged: Merged,
        from: 'draft' | 'version',
        settle: (document: FlowDocument) => void,
        version?: PublishedVersion,
    ) {
        const done = (document: FlowDocument) => {
            this.isAsking = false;
            this.events.onQuestion(null);
            settle(document);
            this.lastDocument = this.store.document;
            this.remember();
            this.schedule(0);
        };
        if (merged.conflicts.length === 0) {
            done(merged.document);
            this.events.onMerged(from, 0);
            return;
        }
        this.isAsking = true;
        this.tell({ kind: 'conflict' });
        this.events.onQuestion({ merged, from, version, settle: done });
    }

    /** Did somebody publish a version that this draft has not seen? */
    async look() {
        const newest = await newestVersion(this.store.flowKey);
        this.newer = newest && newest.version > this.seen ? newest : null;
        this.events.onNewer(this.newer);
    }

    /** Takes the newest published version in. */
    async takeNewer() {
        await this.look();
        const { newer } = this;
        if (!newer) {
            return;
        }
        const key = this.store.flowKey;
        const theirs = await versionDocument(key, newer.version);
        const base = this.seen > 0 ? await versionDocument(key, this.seen) : theirs;
        const merged = merge(base, this.store.document, theirs);
        const settle = (document: FlowDocument) => {
            this.seen = newer.version;
            this.baseToTell = newer.version;
            this.newer = null;
            this.events.onNewer(null);
            this.store.act('merge', document);
        };
        this.take(merged, 'version', settle, newer);
    }

    /** After a publish the draft is gone, and the version is what the next one begins with. */
    async published(version: number) {
        const fresh = await readDraft(this.store.flowKey);
        this.seen = version;
        this.newer = null;
        this.baseToTell = undefined;
        this.events.onNewer(null);
        const isSame = equalDocuments(fresh.document, this.store.document);
        this.etag = fresh.etag;
        this.base = isSame ? this.store.document : fresh.document;
        this.remember();
        if (isSame) {
            this.tell({ kind: 'saved', at: Date.now() });
        } else {
            this.schedule(0); // edited while it was being published: a new draft
        }
    }

    /** Another window of this author has just saved: if nothing waits here, its draft is taken at once. */
    heard(etag: string) {
        const isOwn = this.etag.includes(etag) || this.sending;
        if (etag && !isOwn && !this.isAhead && !this.isAsking) {
            void this.follow();
        }
    }

    private async follow() {
        const fresh = await readDraft(this.store.flowKey).catch(() => null);
        if (fresh && !this.isAhead && !this.sending && fresh.etag !== this.etag) {
            this.etag = fresh.etag;
            this.base = fresh.document;
            this.store.act('elsewhere', fresh.document);
            this.lastDocument = this.store.document;
            this.remember();
        }
    }

    /** Asks, and then throws away everything that was not published. */
    async discard() {
        const say = words.designer.discarding;
        if (!(await confirm({ title: say.title, text: say.text, yes: say.yes, isDangerous: true }))) {
            return;
        }
        try {
            if (await this.saved()) {
                await dropDraft(this.store.flowKey, this.etag);
                await this.startOver();
            }
        } catch (error) {
            notifyFailure(error);
        }
    }

    private async startOver() {
        const fresh = await readDraft(this.store.flowKey);
        this.etag = fresh.etag;
        this.base = fresh.document;
        this.seen = fresh.base_version;
        this.store.act('discard', fresh.document);
        this.base = this.store.document;
        this.lastDocument = this.store.document;
        this.tell({ kind: 'saved', at: Date.now() });
        this.remember();
        await this.look();
    }

    private tell(save: SaveState) {
        const before = this.store.get().save;
        if (before.kind !== save.kind || before.reason !== save.reason || before.at !== save.at) {
            this.store.set({ save });
        }
    }
}

/** What is said at the top of the screen. */
export function saveWords({ kind, reason }: SaveState): string {
    const say = words.designer.save;
    return kind === 'refused' || kind === 'offline' ? say[kind](reason ?? '') : say[kind];
}
