// The real program on a store of its own, as a person starts it.

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const startWithinMs = 20_000;

export const password = process.env.MILLRACE_DEMO_PASSWORD ?? 'rather-secret-4711';

export class Server {
    /** Its options and environment may be changed before it comes up again. */
    options = [];
    environment = {};

    static async start({ options = [], environment = {} } = {}) {
        if (!process.env.MILLRACE_BIN) {
            throw new Error('expected MILLRACE_BIN to name the program to test, but it is not set');
        }
        const server = Object.assign(new Server(), { options, environment });
        server.data = await mkdtemp(join(tmpdir(), 'millrace-browser-'));
        await server.up();
        return server;
    }

    /** Starts it, the second time at the same address and on the same store. */
    async up() {
        const listen = this.url ? new URL(this.url).host : '127.0.0.1:0';
        this.process = spawn(process.env.MILLRACE_BIN, ['serve', '--data', this.data, '--listen', listen, '--demo', ...this.options], {
            env: { ...process.env, MILLRACE_DEMO_PASSWORD: password, MILLRACE_PASSWORD_COST: '4', ...this.environment },
            stdio: ['ignore', 'pipe', 'pipe'],
        });
        this.output = '';
        this.url = await this.#address();
    }

    /** Without a warning, as a power cut would. */
    async kill() {
        await this.#end('SIGKILL');
    }

    /** As an administrator stops it; the data stay. */
    async rest() {
        await this.#end('SIGTERM');
    }

    /** It is expected to end by itself: its status. */
    async ended() {
        if (this.process.exitCode === null && this.process.signalCode === null) {
            await new Promise((resolve) => this.process.once('exit', resolve));
        }
        return this.process.exitCode ?? this.process.signalCode;
    }

    async stop() {
        await this.rest();
        await rm(this.data, { recursive: true, force: true });
    }

    async call(method, path, { token, body } = {}) {
        const response = await fetch(this.url + path, {
            method,
            headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
            body: body === undefined ? undefined : JSON.stringify(body),
        });
        const text = await response.text();
        return { status: response.status, body: text ? JSON.parse(text) : null };
    }

    #address() {
        return new Promise((resolve, reject) => {
            const timer = setTimeout(() => reject(this.#silent(`within ${startWithinMs / 1000} s`)), startWithinMs);
            const listen = (data) => {
                this.output += data;
                const address = this.output.match(/listening on (http:\/\/\S+)/);
                if (address) {
                    clearTimeout(timer);
                    resolve(address[1]);
                }
            };
            this.process.stdout.on('data', listen);
            this.process.stderr.on('data', listen);
            this.process.once('error', reject);
            this.process.once('exit', (code) => {
                clearTimeout(timer);
                reject(this.#silent(`but it ended with status ${code}`));
            });
        });
    }

    #silent(how) {
        return new Error(`expected "listening on http://…" ${how}; the program said:\n${this.output}`);
    }

    async #end(signal) {
        if (this.process.exitCode === null && this.process.signalCode === null) {
            const ended = new Promise((resolve) => this.process.once('exit', resolve));
            this.process.kill(signal);
            await ended;
        }
    }
}
