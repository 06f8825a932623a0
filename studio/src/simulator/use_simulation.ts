// Plays the steps on the draft as it is, again whenever one of both changes.

import { useCallback, useEffect, useRef, useState } from 'react';
import { Refusal } from '@/api/request';
import { recall, remember } from '@/app/kept';
import { type FlowDocument, withoutLayout } from '@/model';
import { differsAt, readTalk, type Talk } from './talk';
import { simulate, type Simulated } from './wire';

const afterAnEditMs = 500;
const attemptsMax = 8;

export interface Simulation {
    talk: Talk;
    change: (next: (talk: Talk) => Talk) => void;
    /** The last that was played; it stays while the next is played. */
    played: Simulated | null;
    isPlaying: boolean;
    error: unknown;
    /** The first frame that went another way since the flow was changed. */
    changedAt: number | null;
    forgetChange: () => void;
    again: () => void;
}

const placeOf = (flowKey: string) => `millrace.simulator.${flowKey}`;

export function useSimulation(flowKey: string, document: FlowDocument): Simulation {
    const [talk, setTalk] = useState(() => readTalk(recall(placeOf(flowKey))));
    const [played, setPlayed] = useState<Simulated | null>(null);
    const [isPlaying, setPlaying] = useState(true);
    const [error, setError] = useState<unknown>(null);
    const [changedAt, setChangedAt] = useState<number | null>(null);
    const [count, setCount] = useState(0);
    const last = useRef<{ logic: string; steps: Talk['steps']; given: string; simulated: Simulated } | null>(null);

    useEffect(() => remember(placeOf(flowKey), talk), [flowKey, talk]);

    const { given, now, steps } = talk;
    useEffect(() => {
        const asked = new AbortController();
        const logic = JSON.stringify(withoutLayout(document));
        const before = last.current;
        if (before && before.logic === logic && before.steps === steps && before.given === given && count === 0) {
            return; // a box was moved, or the beginning has just been told
        }
        const isEdit = before !== null && before.logic !== logic;
        const play = async () => {
            setPlaying(true);
            try {
                const simulated = await patiently(
                    () => simulate(flowKey, { document, given, now: now ?? undefined, steps }, asked.signal),
                    asked.signal,
                );
                if (asked.signal.aborted) {
                    return;
                }
                if (isEdit && before.given === given) {
                    setChangedAt(differsAt(before.simulated.frames, simulated.frames));
                }
                last.current = { logic, steps, given, simulated };
                setPlayed(simulated);
                setError(null);
                setPlaying(false);
                const began = simulated.frames[0]?.now ?? null;
                if (now === null && began !== null) {
                    setTalk((talk) => (talk.now === null ? { ...talk, now: began } : talk));
                }
            } catch (failure) {
                if (!asked.signal.aborted) {
                    setError(failure);
                    setPlaying(false);
                }
            }
        };
        const timer = setTimeout(() => void play(), isEdit ? afterAnEditMs : 0);
        return () => {
            clearTimeout(timer);
            asked.abort();
        };
    }, [flowKey, document, given, now, steps, count]);

    const change = useCallback((next: (talk: Talk) => Talk) => {
        setChangedAt(null);
        setTalk(next);
    }, []);
    const again = useCallback(() => setCount((count) => count + 1), []);
    const forgetChange = useCallback(() => setChangedAt(null), []);
    return { talk, change, played, isPlaying, error, changedAt, forgetChange, again };
}

/** Where others simulate as well one waits a moment. */
export async function patiently<T>(ask: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
        try {
            return await ask();
        } catch (error) {
            const isBusy = error instanceof Refusal && error.code === 'simulation.busy';
            if (!isBusy || attempt >= attemptsMax || signal?.aborted) {
                throw error;
            }
            const waitMs = Math.min(1_000, 1_000 * (error.retryAfterS ?? 0.3));
            await new Promise((resolve) => setTimeout(resolve, waitMs));
        }
    }
}
