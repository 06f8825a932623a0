// Problems as one types: what can be seen here at once, what the server finds a moment later. Moving boxes is no change.

import { Refusal, request } from '@/api/request';
import { localProblems, type FlowDocument, type Problem } from '@/model';
import type { Store } from './state';

const askAfterMs = 150;
const lookAfterMs = 20;
/** Beyond this the server, which has more hands, is as quick as this page. */
const lookAtMost = 400;

export class Checker {
    private seen: FlowDocument | null = null;
    private found: { document: FlowDocument; problems: Problem[] } | null = null;
    private lookTimer = 0;
    private askTimer = 0;
    private asked: AbortController | null = null;
    private stopListening = () => {};

    constructor(private readonly store: Store) {}

    start() {
        this.stopListening = this.store.listen(() => this.changed());
        this.changed();
    }

    stop() {
        this.stopListening();
        clearTimeout(this.lookTimer);
        clearTimeout(this.askTimer);
        this.asked?.abort();
    }

    /** Again, though the document is the same: a binding was set, a queue was made. */
    again() {
        this.seen = null;
        this.changed();
    }

    private changed() {
        const { document } = this.store;
        if (this.seen && isSameLogic(this.seen, document)) {
            return;
        }
        this.seen = document;
        clearTimeout(this.lookTimer);
        clearTimeout(this.askTimer);
        this.lookTimer = window.setTimeout(() => this.show(true), lookAfterMs);
        this.askTimer = window.setTimeout(() => void this.ask(), askAfterMs);
    }

    private async ask() {
        this.asked?.abort();
        const asked = new AbortController();
        this.asked = asked;
        const { document, flowKey } = this.store;
        try {
            const { body } = await request<{ problems: Problem[] }>(
                'POST',
                `/api/flows/${encodeURIComponent(flowKey)}/check`,
                {
                    body: { document },
                    signal: asked.signal,
                },
            );
            this.found = { document, problems: body.problems };
            if (this.asked === asked) {
                this.show(false);
            }
        } catch (error) {
            if (asked.signal.aborted) {
                return;
            }
            if (!(error instanceof Refusal)) {
                throw error;
            }
            this.show(false); // what was found here stands; the state of saving says that the server is away
        }
    }

    private show(isChecking: boolean) {
        const { document, types, outcomes } = this.store;
        const isFresh = this.found !== null && isSameLogic(this.found.document, document);
        const isSmall = Object.keys(document.nodes).length <= lookAtMost;
        const local = isFresh || !isSmall ? [] : localProblems(document, types, outcomes);
        const problems = isFresh ? (this.found?.problems ?? []) : this.guess(local);
        const before = this.store.get();
        const same = JSON.stringify(before.problems) === JSON.stringify(problems);
        if (!same || before.isChecking !== isChecking) {
            this.store.set({ problems: same ? before.problems : problems, isChecking });
        }
    }

    /** Until the server has looked: what is plain here, and what it said of nodes that are as they were. */
    private guess(local: Problem[]): Problem[] {
        const known = new Set(local.map((problem) => problem.code + problem.pointer));
        const old = this.found;
        const kept = (old?.problems ?? []).filter(
            (problem) =>
                !known.has(problem.code + problem.pointer) &&
                !local.some((one) => one.pointer === problem.pointer) &&
                problem.node !== '' &&
                old?.document.nodes[problem.node] === this.store.document.nodes[problem.node] &&
                this.store.document.nodes[problem.node] !== undefined,
        );
        return [...local, ...kept];
    }
}

function isSameLogic(a: FlowDocument, b: FlowDocument): boolean {
    if (a === b) {
        return true;
    }
    const names = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<keyof FlowDocument>;
    names.delete('layout');
    return [...names].every((name) => a[name] === b[name]);
}
