// A primary and a standby that every commit waits for: whichever of the two dies, nothing that was acknowledged is gone.

import { pause } from '../random.mjs';
import { freePort } from '../ports.mjs';
import { Postgres } from './postgres.mjs';

const isSoWithinMs = 60_000;

export class Pair {
    static async open(place) {
        const pair = new Pair();
        pair.primary = await Postgres.create(place, await freePort());
        pair.standby = new Postgres(place, await freePort());
        // One address for whoever writes, for good: libpq takes the one of the two that is not a standby.
        pair.url = `postgresql://millrace@${pair.primary.authority},${pair.standby.authority}/postgres`;
        await pair.standby.follow(pair.primary);
        await pair.inStep();
        return pair;
    }

    /** The primary is gone: the standby takes its place, with nobody behind it yet. */
    async failOver() {
        // Asked without waiting: what is replayed before it is promoted may throw out whoever asks.
        await this.standby.ask('SELECT pg_promote(false)');
        await isSo('the standby to be promoted', () => this.standby.ask('SELECT NOT pg_is_in_recovery()'), 't');
        [this.primary, this.standby] = [this.standby, this.primary];
    }

    /** Whole again: the primary works, and a standby has all that it will acknowledge from now on. */
    async whole() {
        if (!this.primary.runs) {
            await this.primary.start();
        }
        if (!this.standby.runs) {
            await this.standby.follow(this.primary);
        }
        await this.inStep();
    }

    async inStep() {
        await this.primary.demandsStandby(true);
        await isSo('the standby to be in step', () => this.primary.ask(
            "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'"), '1');
    }

    async remove() {
        await this.standby.remove();
        await this.primary.remove();
    }
}

async function isSo(what, ask, answer) {
    const until = Date.now() + isSoWithinMs;
    while (await ask().catch(() => null) !== answer) {
        if (Date.now() > until) {
            throw new Error(`expected ${what} within ${isSoWithinMs / 1000} s`);
        }
        await pause(20);
    }
}
