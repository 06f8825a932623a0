// Like a service manager: who ends by himself, with the status and the line that the manual promises, is started again.

import { pause } from './random.mjs';

const upAgainWithinMs = 60_000;
const nextTryMs = 300;
/** What the program ends with when it no longer knows what the store holds, or another process has taken over. */
const stoppedByItself = 'status 70';

export class Keeper {
    /** The lines with which it has stopped by itself. */
    stops = [];

    #server;
    #report;
    #restarted = Promise.resolve();

    constructor(server, report) {
        this.#server = server;
        this.#report = report;
        server.onDeath = (how) => (this.#restarted = this.#startAgain(how));
    }

    /** Resolves when the server is up, if it was on its way. */
    isUp() {
        return this.#restarted;
    }

    /** Started, as often as it takes: a store that is not there yet refuses it in an orderly way. */
    async up() {
        const until = Date.now() + upAgainWithinMs;
        for (;;) {
            try {
                return await this.#server.up();
            } catch (error) {
                if (error.how !== 'status 1' || Date.now() > until) {
                    throw error;
                }
            }
            await pause(nextTryMs);
        }
    }

    async #startAgain(how) {
        const line = this.#server.lastWords().match(/^millrace: stopping, because .*$/m)?.[0];
        if (how !== stoppedByItself || !line) {
            this.#report.abort(`a server ended by itself with ${how}, not with a clear line and status 70; it said:\n` +
                this.#server.lastWords());
            return;
        }
        this.stops.push(line);
        await this.up().catch((error) => this.#report.abort(error.stack));
    }
}
