// How soon after a fault each run that was in flight went on, as the healthy servers see it: a run's header says when its
// last turn was committed.

import { reasonToGoOn } from '../judge/reason.mjs';
import { pause } from './random.mjs';

const lookEveryMs = 150;
const goesOnWithinMs = 10_000;

export class GoingOn {
    #times = [];
    #waiting = new Map();  // run → its header
    #late = [];
    #idle = 0;
    #watching;

    /** From the moment of the fault. `eyes` are a judge's that look through whoever answers. */
    constructor(eyes, crowd, since) {
        this.#watching = this.#watch(eyes, crowd, since);
        this.#watching.catch(() => {});  // whoever asks for the end hears of it
    }

    /**
     * When all have gone on, or will not any more: the figures, and a sentence for each run that had reason to go on and
     * did not within 10 s.
     */
    async end() {
        await this.#watching;
        const times = this.#times.sort((a, b) => a - b);
        const at = (share) => times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0;
        const idle = this.#idle > 0 ? `, ${this.#idle} had nothing to do` : '';
        return {
            told: `${times.length} runs in flight went on, p99 after ${at(0.99)} ms, the last after ${at(1)} ms${idle}`,
            losses: this.#late,
        };
    }

    async #watch(eyes, crowd, since) {
        const inFlight = (await liveRuns(eyes)).filter((run) => Date.parse(run.started_at) <= since);
        inFlight.forEach((run) => this.#waiting.set(run.run_id, run));
        this.#compare(inFlight, since);
        while (this.#waiting.size > 0) {
            await pause(lookEveryMs);
            this.#compare(await liveRuns(eyes), since);
            if (Date.now() - since > goesOnWithinMs) {
                await this.#giveUp(eyes, crowd);
            }
        }
    }

    #compare(live, since) {
        const headers = new Map(live.map((run) => [run.run_id, run]));
        for (const id of [...this.#waiting.keys()]) {
            const updated = Date.parse(headers.get(id)?.updated_at ?? 0);
            if (!headers.has(id) || updated > since) {
                this.#times.push(headers.has(id) ? updated - since : Date.now() - since);
                this.#waiting.delete(id);
            }
        }
    }

    // Who waits for somebody who has not done anything yet is not stuck.
    async #giveUp(eyes, crowd) {
        for (const id of [...this.#waiting.keys()]) {
            const reason = await reasonToGoOn(eyes, id, crowd);
            if (reason) {
                this.#late.push(`run ${id} did not go on within ${goesOnWithinMs / 1000} s although ${reason}`);
            } else {
                ++this.#idle;
            }
            this.#waiting.delete(id);
        }
    }
}

async function liveRuns(eyes) {
    return [...await eyes.list('/api/runs', { status: 'running' }), ...await eyes.list('/api/runs', { status: 'waiting' })];
}
