// Our own log of what the server acknowledged: appended and synced before anything counts as acknowledged. The server's
// word is never taken for what it promised.

import { open, readFile } from 'node:fs/promises';

export class Ledger {
    #file;
    #lines = [];
    #waiting = [];
    #writing = null;

    static async open(path) {
        const ledger = new Ledger();
        ledger.path = path;
        ledger.#file = await open(path, 'a');
        return ledger;
    }

    /** Resolves when the entry is on the disk; entries that come together share a sync. */
    record(entry) {
        this.#lines.push(JSON.stringify(entry) + '\n');
        const durable = new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
        this.#writing ??= this.#write();
        return durable;
    }

    async idle() {
        do {
            await new Promise((resolve) => setImmediate(resolve));  // what was just answered has been recorded
            await this.#writing;
        } while (this.#writing);
    }

    async #write() {
        while (this.#lines.length > 0) {
            const lines = this.#lines.splice(0).join('');
            const waiting = this.#waiting.splice(0);
            try {
                await this.#file.appendFile(lines);
                await this.#file.datasync();
                waiting.forEach(({ resolve }) => resolve());
            } catch (error) {
                waiting.forEach(({ reject }) => reject(error));
            }
        }
        this.#writing = null;
    }
}

export async function readLedger(path) {
    const text = await readFile(path, 'utf8');
    return text.split('\n').filter(Boolean).map((line) => JSON.parse(line));
}
