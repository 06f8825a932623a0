// Undo and redo. Documents are never changed, so a history is simply the documents that were; stored, it is the newest
// one and the small differences between neighbours.

import type { Step } from './delta';
import { apply, delta } from './delta';
import type { FlowDocument } from './document';
import { equal } from './equal';

export interface Entry {
    /** What was done: a word of `words.designer.edits`. */
    name: string;
    /** As it was before. In `future`: as it was after. */
    document: FlowDocument;
}

export interface History {
    /** The oldest first. */
    past: Entry[];
    present: FlowDocument;
    /** The next to redo first. */
    future: Entry[];
    /** What an edit must name as `merge` to become part of the last one. */
    open?: string;
}

export const entriesMax = 200;
const storedCharactersMax = 1_500_000;

export function begin(document: FlowDocument): History {
    return { past: [], present: document, future: [] };
}

/**
 * One edit done. Typing sends many: those that follow each other with one `merge` ("title:welcome") are undone as one.
 * An edit that changed nothing leaves no trace.
 */
export function act(history: History, name: string, next: FlowDocument, options: { merge?: string } = {}): History {
    if (next === history.present) {
        return history;
    }
    const { merge } = options;
    const last = history.past.at(-1);
    if (merge !== undefined && merge === history.open && last) {
        // Typed back to what it was: then there is nothing to undo.
        return equal(last.document, next)
            ? { past: history.past.slice(0, -1), present: last.document, future: [] }
            : { past: history.past, present: next, future: [], open: merge };
    }
    const past = [...history.past, { name, document: history.present }].slice(-entriesMax);
    return { past, present: next, future: [], open: merge };
}

/** What comes now is an edit of its own, even in the same field: the field was left, or somebody paused. */
export function settle(history: History): History {
    return history.open === undefined ? history : { ...history, open: undefined };
}

export function undo(history: History): History {
    const last = history.past.at(-1);
    if (!last) {
        return history;
    }
    return {
        past: history.past.slice(0, -1),
        present: last.document,
        future: [{ name: last.name, document: history.present }, ...history.future],
    };
}

export function redo(history: History): History {
    const [next, ...future] = history.future;
    if (!next) {
        return history;
    }
    return { past: [...history.past, { name: next.name, document: history.present }], present: next.document, future };
}

export function canUndo(history: History): boolean {
    return history.past.length > 0;
}

export function canRedo(history: History): boolean {
    return history.future.length > 0;
}

/** The name of what undo would take back. */
export function undoName(history: History): string | undefined {
    return history.past.at(-1)?.name;
}

export function redoName(history: History): string | undefined {
    return history.future[0]?.name;
}

/** Every node id of all these documents: addNode's `avoid`, so that none comes back as another node. */
export function idsEver(history: History): Set<string> {
    const ids = new Set<string>();
    for (const document of [history.present, ...[...history.past, ...history.future].map((entry) => entry.document)]) {
        for (const id in document.nodes) {
            ids.add(id);
        }
    }
    return ids;
}

interface Stored {
    format: 'millrace.history/1';
    present: FlowDocument;
    /** From the newest to the oldest, each as a difference to its neighbour. */
    past: [name: string, back: Step[]][];
    future: [name: string, on: Step[]][];
}

/** Bounded: of a long history the oldest steps are left out, and the present is always whole. */
export function serialise(history: History): string {
    let room = storedCharactersMax;
    const chain = (entries: Entry[]): [string, Step[]][] => {
        const kept: [string, Step[]][] = [];
        let from = history.present;
        for (const entry of entries) {
            const steps = delta(from, entry.document);
            room -= JSON.stringify(steps).length;
            if (room < 0) {
                break;
            }
            kept.push([entry.name, steps]);
            from = entry.document;
        }
        return kept;
    };
    const stored: Stored = {
        format: 'millrace.history/1',
        present: history.present,
        past: chain(history.past.toReversed()),
        future: chain(history.future),
    };
    return JSON.stringify(stored);
}

/** Undefined for anything that serialise() did not write: a history is a comfort, not worth an error. */
export function parse(text: string | null): History | undefined {
    try {
        const stored = JSON.parse(text ?? '') as Stored;
        if (stored.format !== 'millrace.history/1' || typeof stored.present?.nodes !== 'object') {
            return undefined;
        }
        const chain = (entries: [string, Step[]][]) => {
            let document = stored.present;
            return entries.map(([name, steps]): Entry => {
                document = apply(document, steps) as FlowDocument;
                return { name, document };
            });
        };
        return { past: chain(stored.past).reverse(), present: stored.present, future: chain(stored.future) };
    } catch {
        return undefined;
    }
}
