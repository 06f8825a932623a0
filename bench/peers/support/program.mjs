// Another program: started, listened to, and ended by its own process id.

import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { endsWith } from './ending.mjs';

const startWithinSeconds = 60;
const stopWithinMs = 20_000;
const lastWordsShown = 1_500;

export class Program {
    #process;
    #output = '';
    #exited;
    #hear = () => {};
    #forget;

    /** What it says goes to the file `log`. */
    constructor(command, words, { log, environment = {}, folder } = {}) {
        this.name = command.split('/').pop();
        const file = createWriteStream(log, { flags: 'a' });
        this.#process = spawn(command, words, {
            cwd: folder,
            env: { ...process.env, ...environment },
            stdio: ['ignore', 'pipe', 'pipe'],
        });
        this.#exited = new Promise((resolve) => {
            this.#process.once('error', (error) => resolve(error.message));
            this.#process.once('close', (code, signal) => resolve(signal ?? code));
        });
        for (const stream of [this.#process.stdout, this.#process.stderr]) {
            stream.setEncoding('utf8');
            stream.on('data', (text) => {
                file.write(text);
                this.#output += text;
                this.#hear();
            });
        }
        this.#exited.then(() => file.end());
        this.#forget = endsWith(() => this.#end());
    }

    /** The first match of what it says, as soon as it says so. */
    async says(pattern, withinSeconds = startWithinSeconds) {
        let patience;
        const heard = new Promise((resolve) => {
            this.#hear = () => {
                const match = this.#output.match(pattern);
                if (match) {
                    resolve(match);
                }
            };
            this.#hear();
        });
        const silent = new Promise((resolve) => (patience = setTimeout(resolve, withinSeconds * 1000)));
        const match = await Promise.race([heard, this.#exited.then(() => null), silent]);
        clearTimeout(patience);
        this.#hear = () => {};
        if (!match) {
            throw new Error(`expected ${this.name} to say ${pattern} but it said:\n${this.#lastWords()}`);
        }
        return match;
    }

    /** As Ctrl-C would. */
    interrupt() {
        this.#process.kill('SIGINT');
    }

    /** All it said, when it has ended well. */
    async done() {
        const how = await this.#exited;
        await this.#forget();
        if (how !== 0) {
            throw new Error(`expected ${this.name} to end with 0 but it ended with ${how}:\n${this.#lastWords()}`);
        }
        return this.#output;
    }

    // First it is asked, then it is not.
    async #end() {
        this.#process.kill('SIGTERM');
        const impatience = setTimeout(() => this.#process.kill('SIGKILL'), stopWithinMs);
        await this.#exited;
        clearTimeout(impatience);
    }

    #lastWords() {
        return this.#output.slice(-lastWordsShown).trim();
    }
}
