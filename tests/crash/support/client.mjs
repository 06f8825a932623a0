// HTTP to a server that dies: a request whose answer is lost is sent again, with the same ids, when the server is back.
// Counts in shared memory how many conversations have a request on the way, for the killer to see.

import http from 'node:http';
import { pause } from './random.mjs';

const answerWithinMs = 20_000;

/** No answer came: the request may have taken effect or not. */
export class Lost extends Error {}

export class Client {
    /** [conversations with a request on the way, of these with a change on the way] */
    onTheWay = new Int32Array(new SharedArrayBuffer(8));
    /** Requests that the server left without an answer while it was up. */
    unanswered = [];
    openedAt = 0;

    #agent = new http.Agent({ keepAlive: true });
    #outstanding = 0;
    #reading = new Map();
    #changing = new Map();
    #isOpen = true;
    #opened;
    #letIn;

    constructor() {
        this.#shut();
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

    /** Sends until there is an answer that counts. `attempt` of the answer says how often it took. */
    async deliver(request) {
        for (let attempt = 1; ; ++attempt) {
            await this.#opened;
            try {
                const answer = await this.send(request);
                if (answer.status !== 503 && answer.status !== 429) {
                    return { ...answer, attempt };
                }
                await pause(50);
            } catch (error) {
                if (!(error instanceof Lost)) {
                    throw error;
                }
                await pause(5);
            }
        }
    }

    /** Once. `about` is the conversation that it concerns, if it concerns one. */
    async send({ method = 'GET', path, token, key, body, about }) {
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
            return await this.#exchange(method, path, headers, body === undefined ? undefined : JSON.stringify(body));
        } finally {
            this.#ends(about, method);
        }
    }

    #exchange(method, path, headers, body) {
        return new Promise((resolve, reject) => {
            const lost = (error) => reject(new Lost(`${method} ${path}: ${error.message}`));
            const request = http.request(this.base + path, { method, headers, agent: this.#agent }, (response) => {
                let text = '';
                response.setEncoding('utf8');
                response.on('data', (data) => (text += data));
                response.once('error', lost);
                response.once('aborted', () => lost(new Error('aborted')));
                response.once('end', () => resolve({ status: response.statusCode, body: parse(text) }));
            });
            request.once('error', lost);
            request.setTimeout(answerWithinMs, () => {
                this.unanswered.push(`${method} ${path}: no answer within ${answerWithinMs / 1000} s`);
                request.destroy(new Error('no answer'));
            });
            request.end(body);
        });
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
