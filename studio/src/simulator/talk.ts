// What was done in a simulation, as it is kept over a reload; and what of it is looked at. Free of React.

import type { FlowDocument } from '@/model';
import { takenBy, wireKey, wiresOf } from '@/model';
import type { Overlay } from '@/canvas';
import type { Frame, Step } from './wire';

export interface Talk {
    /** Lines of a test that say how the world is. */
    given: string;
    /** When it began: the same every time, so that what depends on it stays the same. */
    now: string | null;
    steps: Step[];
    /** The frame that is looked at; null: the last. */
    shown: number | null;
}

export const newTalk: Talk = { given: '', now: null, steps: [], shown: null };

/** Steps go on from the frame that is looked at; what came after it is dropped. */
export function withStep(talk: Talk, step: Step): Talk {
    const kept = talk.shown === null ? talk.steps : talk.steps.slice(0, talk.shown);
    return { ...talk, steps: [...kept, step], shown: null };
}

export function stepBack(talk: Talk): Talk {
    return { ...talk, steps: talk.steps.slice(0, -1), shown: null };
}

export function startedAgain(talk: Talk): Talk {
    return { ...newTalk, given: talk.given, steps: [] };
}

export function looking(talk: Talk, frame: number): Talk {
    const last = talk.steps.length;
    return { ...talk, shown: frame >= last ? null : Math.max(0, frame) };
}

/** As it was kept; anything else than a talk is a new one. */
export function readTalk(value: unknown): Talk {
    const kept = value as Partial<Talk> | null;
    if (typeof kept !== 'object' || kept === null || !Array.isArray(kept.steps)) {
        return newTalk;
    }
    const isStep = (step: unknown) => typeof (step as Step | null)?.do === 'string';
    return {
        given: typeof kept.given === 'string' ? kept.given : '',
        now: typeof kept.now === 'string' ? kept.now : null,
        steps: kept.steps.every(isStep) ? kept.steps : [],
        shown: typeof kept.shown === 'number' ? kept.shown : null,
    };
}

/** The first frame that is not as it was: the same steps now say or do something else, or cannot be done. */
export function differsAt(before: readonly Frame[], after: readonly Frame[]): number | null {
    const common = Math.min(before.length, after.length);
    for (let i = 0; i < common; i += 1) {
        const [old, now] = [before[i], after[i]];
        if (old && now && said(old) !== said(now)) {
            return i;
        }
    }
    return after.length < before.length ? after.length : null;
}

function said(frame: Frame): string {
    return JSON.stringify([
        frame.said.map(({ who, text, options }) => [who, text, options]),
        frame.path,
        frame.status,
        frame.ended,
        frame.refused ?? null,
    ]);
}

/** What lights up: the way to the frame that is looked at, and where the run stands then. */
export function overlayOf(document: FlowDocument, frames: readonly Frame[], shown: number): Overlay {
    const played = frames.slice(0, shown + 1);
    // A node that waited is told twice: when it was entered, and with its output.
    const way = played.flatMap((frame) => frame.path).filter((one) => one.flow === undefined);
    const taken = takenBy(document, way);
    const overlay: Overlay = { nodes: {}, wires: {} };
    for (const id of Object.keys(document.nodes)) {
        overlay.nodes[id] = taken.nodes.has(id) ? { lit: true } : { dim: true };
    }
    for (const wire of wiresOf(document)) {
        const key = wireKey(wire);
        overlay.wires[key] = taken.wires.has(key) ? { lit: true } : { dim: true };
    }
    for (const one of played.at(-1)?.at ?? []) {
        if (one.flow === undefined && overlay.nodes[one.node]) {
            overlay.nodes[one.node] = { lit: true, at: true };
        }
    }
    return overlay;
}

export interface Shown {
    name: string;
    value: unknown;
    isChanged: boolean;
    /** Was there, and was taken away in this step. */
    isGone: boolean;
}

/** The variables of a frame, by name; what its step set is marked. */
export function variablesOf(frame: Frame): Shown[] {
    const names = new Set([...Object.keys(frame.vars), ...Object.keys(frame.set)]);
    return [...names].sort().map((name) => ({
        name,
        value: frame.vars[name],
        isChanged: Object.hasOwn(frame.set, name),
        isGone: !Object.hasOwn(frame.vars, name),
    }));
}

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
type Unit = keyof typeof unitMs;

/** "90" (minutes), "90s", "1h 30m", "15 min" as the server writes a duration; null for anything else. */
export function durationOf(text: string): string | null {
    const bare = text
        .trim()
        .toLowerCase()
        .replace(/\s+/g, '')
        .replace(/min(ute)?s?/g, 'm');
    if (/^\d{1,7}$/.test(bare)) {
        return `${bare}m`;
    }
    if (!/^(\d{1,7}(ms|s|m|h|d))+$/.test(bare)) {
        return null;
    }
    const parts = [...bare.matchAll(/(\d+)(ms|s|m|h|d)/g)].map(([, count, unit]) => ({
        count: Number(count),
        unit: unit as Unit,
    }));
    const smallest = parts.reduce<Unit>((least, { unit }) => (unitMs[unit] < unitMs[least] ? unit : least), 'd');
    const ms = parts.reduce((sum, { count, unit }) => sum + count * unitMs[unit], 0);
    return `${ms / unitMs[smallest]}${smallest}`;
}

/** The body of a reply: JSON as such, other text as text. */
export function bodyOf(text: string): unknown {
    if (text.trim() === '') {
        return undefined;
    }
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return text;
    }
}
