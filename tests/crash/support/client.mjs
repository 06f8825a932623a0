// HTTP to servers that die: a request whose answer is lost is sent again, with the same ids, to whoever is there.
// Counts in shared memory how many conversations have a request on the way, for the killer to see.

import http from 'node:http';
import { pause } from './random.mjs';

const answerWithinMs = 20_000;
/** Where there are several servers, nobody waits that long for one of them. */
const elsewhereAfterMs = 3_000;
const avoidedMs = 1_000;

/** No answer came: the request may have taken effect or not. */
export class Lost extends Error {}

/** The way in to one server. */
class Door {
    base = '';
    avoidedUntil = 0;
}

export class Client {
    /** [conversations with a request on the way, of these with a change on the way] */
    onTheWay = new Int32Array(new SharedArrayBuffer(8));
    /** Requests that were left without an answer although somebody was up to give it. */
    unanswered = [];
    openedAt = 0;
    /** The longest that anybody has waited for an answer that counts, since somebody last looked. */
    longestMs = 0;

    #doors;
    #random;
    #agent = new http.Agent({ keepAlive: true });
    #outstanding = 0;
    #reading = new Map();
    #changing = new Map();
    #isOpen = true;
    #opened;
    #letIn;

    constructor(random, servers) {
        this.#random = random;
        this.#doors = Array.from({ length: servers }, () => new Door());
        this.#shut();
    }

    get several() {
        return this.#doors.length > 1;
    }

    /** Where this server is: its own place for good. */
    leadsTo(base, number) {
        this.#doors[number].base = base;
    }

    /** Lets the people in. */
    open() {
        this.openedAt = Date.now();
        this.#isOpen = true;
        this.#letIn();
    }

    /** Nobody comes in any more; resolves when every request is answered or lost. */
    async quiet() {
        this.#shut();
        while (this.#outstanding > 0) {
            await pause(5);
        }
        this.#agent.destroy();
        this.#agent = new http.Agent({ keepAlive: true });
    }

    /** Sends until there is an answer that counts, each time to another server if there is one; not to the one `besides`. */
    async deliver(request, besides = null) {
        await this.#opened;
        const began = Date.now();
        for (let attempt = 1, last = null; ; ++attempt) {
            const door = this.#choose(last, this.#doors[besides]);
            last = door;
            try {
                const answer = await this.send(request, door);
                if (answer.status !== 503 && answer.status !== 429) {
                    this.#took(Date.now() - Math.max(began, this.openedAt), request);
                    return { ...answer, attempt };
                }
                await pause(50);
            } catch (error) {
                if (!(error instanceof Lost)) {
                    throw error;
                }
                door.avoidedUntil = Date.now() + avoidedMs;
                await pause(5);
            }
            await this.#opened;
        }
    }

    /** Once. `about` is the conversation that it concerns, if it concerns one. */
    async send({ method = 'GET', path, token, key, body, about }, door = this.#choose()) {
        const headers = { accept: 'application/json' };
        if (token) {
            headers.authorization = `Bearer ${token}`;
        }
        if (key) {
            headers['idempotency-key'] = key;
        }
        if (body !== undefined) {
            headers['content-type'] = 'application/json';
        }
        this.#begins(about, method);
        try {
            return await this.#exchange(door, method, path, headers, body === undefined ? undefined : JSON.stringify(body));
        } finally {
            this.#ends(about, method);
        }
    }

    /** Every server says that it takes commits. */
    async allReady(withinMs) {
        const until = Date.now() + withinMs;
        for (const door of this.#doors) {
            for (;;) {
                const answer = await this.send({ path: '/readyz' }, door).catch((error) => ({ status: error.message }));
                if (answer.status === 200) {
                    break;
                }
                if (Date.now() > until) {
                    throw new Error(`expected ${door.base} to be ready within ${withinMs / 1000} s but it answers ` +
                        `${answer.status} ${JSON.stringify(answer.body ?? null)}`);
                }
                await pause(20);
            }
            door.avoidedUntil = 0;
        }
    }

    // Any server serves anybody. Who has not answered a moment ago is asked only if all are like that.
    #choose(last, besides) {
        const now = Date.now();
        const others = this.#doors.filter((door) => door !== last && door !== besides && door.base);
        const answering = others.filter((door) => door.avoidedUntil <= now);
        const some = answering.length > 0 ? answering : others.length > 0 ? others : this.#doors;
        return some.length === 1 ? some[0] : this.#random.pick(some);
    }

    #exchange(door, method, path, headers, body) {
        const withinMs = this.several ? elsewhereAfterMs : answerWithinMs;
        return new Promise((resolve, reject) => {
            const lost = (error) => reject(new Lost(`${method} ${path}: ${error.message}`));
            const request = http.request(door.base + path, { method, headers, agent: this.#agent }, (response) => {
                let text = '';
                response.setEncoding('utf8');
                response.on('data', (data) => (text += data));
                response.once('error', lost);
                response.once('aborted', () => lost(new Error('aborted')));
                response.once('end', () => resolve({ status: response.statusCode, body: parse(text) }));
            });
            request.once('error', lost);
            request.setTimeout(withinMs, () => {
                if (!this.several) {
                    this.unanswered.push(`${method} ${path}: no answer within ${withinMs / 1000} s`);
                }
                request.destroy(new Error('no answer'));
            });
            request.end(body);
        });
    }

    #took(ms, { method = 'GET', path }) {
        this.longestMs = Math.max(this.longestMs, ms);
        if (this.several && ms > answerWithinMs) {
            this.unanswered.push(`${method} ${path}: no answer that counts for ${ms} ms, from nobody`);
        }
    }

    // Shut twice, it must still be the door before which everybody waits.
    #shut() {
        if (!this.#isOpen) {
            return;
        }
        this.#isOpen = false;
        this.#opened = new Promise((resolve) => (this.#letIn = resolve));
    }

    #begins(about, method) {
        ++this.#outstanding;
        this.#count(this.#reading, 0, about, 1);
        if (method !== 'GET') {
            this.#count(this.#changing, 1, about, 1);
        }
    }

    #ends(about, method) {
        --this.#outstanding;
        this.#count(this.#reading, 0, about, -1);
        if (method !== 'GET') {
            this.#count(this.#changing, 1, about, -1);
        }
    }

    #count(of, place, about, change) {
        if (!about) {
            return;
        }
        const before = of.get(about) ?? 0;
        if (before + change === 0) {
            of.delete(about);
        } else {
            of.set(about, before + change);
        }
        Atomics.store(this.onTheWay, place, of.size);
    }
}

function parse(text) {
    try {
        return text ? JSON.parse(text) : null;
    } catch {
        return { malformed: text };
    }
}
