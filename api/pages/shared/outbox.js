// Messages on their way. Each is written down before it is sent and crossed out once the server has it, so a reload,
// a dead network or a server that restarts loses none. They leave one at a time, in the order they were written;
// the id goes along, so a message sent twice arrives once.

import { backoffMs } from './backoff.js';
import { recall, remember } from './storage.js';

export class Outbox {
    /**
     * deliver(item): resolves once the server has it · onChange(): redraw
     * onRefused(item, problem): the server will never take it; answer true to drop the item, else it stays as failed.
     */
    constructor({ key, deliver, onChange, onRefused = () => false }) {
        Object.assign(this, { key, deliver, onChange, onRefused });
        this.attempt = 0;
        this.isBusy = false;
        this.isStopped = false;
        this.flush = this.flush.bind(this);
        addEventListener('online', this.flush);
    }

    get items() {
        return recall(this.key, []);
    }

    add(item) {
        this.#write([...this.items, item]);
        this.flush();
    }

    remove(id) {
        this.#write(this.items.filter((item) => item.id !== id));
    }

    retry(id) {
        this.#write(this.items.map((item) => (item.id === id ? { ...item, failed: undefined } : item)));
        this.flush();
    }

    stop() {
        this.isStopped = true;
        clearTimeout(this.timer);
        removeEventListener('online', this.flush);
    }

    async flush() {
        clearTimeout(this.timer);
        if (this.isBusy || this.isStopped) {
            return;
        }
        this.isBusy = true;
        let waitMs = null;
        for (let item = this.#next(); item && waitMs === null && !this.isStopped; item = this.#next()) {
            waitMs = await this.#deliverOne(item);
        }
        this.isBusy = false;
        if (waitMs !== null && !this.isStopped) {
            this.timer = setTimeout(this.flush, waitMs);
        }
    }

    #next() {
        return this.items.find((item) => !item.failed);
    }

    /** Answers null when the item is settled, else how long to wait before the next try. */
    async #deliverOne(item) {
        try {
            await this.deliver(item);
            this.attempt = 0;
            this.remove(item.id);
            return null;
        } catch (problem) {
            if (problem.isPassing || problem.status === 401) {
                const waitMs = problem.retryAfterS ? problem.retryAfterS * 1000 : backoffMs(this.attempt);
                this.attempt += 1;
                this.onChange();
                return waitMs;
            }
            if (this.onRefused(item, problem)) {
                this.remove(item.id);
            } else {
                const failed = problem.sentence ?? String(problem);
                this.#write(this.items.map((other) => (other.id === item.id ? { ...other, failed } : other)));
            }
            return null;
        }
    }

    #write(items) {
        remember(this.key, items);
        this.onChange();
    }
}
