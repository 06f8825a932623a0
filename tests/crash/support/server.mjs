// The program under test: started, killed without a warning, started again at the same address on the same data.

import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pause } from './random.mjs';

const startWithinMs = 30_000;
const stopWithinMs = 30_000;

export const password = process.env.MILLRACE_DEMO_PASSWORD ?? 'rather-secret-4711';

export class Server {
    #process;
    #output = '';
    #listen = '';
    #ending = false;

    /** Called with how it ended, when nobody asked it to, or not that way. */
    onDeath = () => {};

    /** More of the command line, for every start. */
    options = [];

    constructor(program, folder) {
        this.program = program;
        this.environment = { ...process.env, MILLRACE_DEMO_PASSWORD: password };
        this.data = join(folder, 'data');
        this.log = join(folder, 'server.log');
    }

    /** From now on its data are in PostgreSQL; how to stop that server. */
    onPostgres() {
        const script = fileURLToPath(
            new URL('../../../runtime/store/postgres/testing/postgres_server', import.meta.url),
        );
        const [folder, url] = execFileSync(script, ['start', '--while', String(process.pid)], { encoding: 'utf8' })
            .trim()
            .split('\n');
        this.environment.MILLRACE_STORE = `${url}/postgres`;
        return () => execFileSync(script, ['stop', folder]);
    }

    get pid() {
        return this.#process.pid;
    }

    /** Its address, as soon as it listens: always the same. */
    async up() {
        this.#listen ||= `127.0.0.1:${await freePort()}`;
        return new Promise((resolve, reject) => {
            const patience = setTimeout(() => reject(this.#silent(`within ${startWithinMs / 1000} s`)), startWithinMs);
            this.#start((address) => {
                clearTimeout(patience);
                resolve(address);
            });
            this.#process.once('exit', (code, signal) => {
                clearTimeout(patience);
                reject(this.#silent(`but it ended with ${signal ?? `status ${code}`}`));
            });
        });
    }

    /**
     * Started with one more word in its environment, of which it is to die. `listening` hears its address if it gets so
     * far; resolves with the signal it died of, or null if it lived on.
     */
    async upToDie(environment, listening, withinMs) {
        const usual = this.environment;
        this.environment = { ...usual, ...environment };
        let told = false;
        this.#start((address) => {
            if (!told) {
                told = true;
                listening(address);
            }
        });
        this.environment = usual;
        this.#ending = true;
        let patience;
        const lives = new Promise((resolve) => (patience = setTimeout(resolve, withinMs, 'alive')));
        const how = await Promise.race([this.#exited(), lives]);
        clearTimeout(patience);
        return how === 'alive' ? null : this.#process.signalCode ?? `status ${this.#process.exitCode}`;
    }

    /** Asks it to stop; whoever waits for its end hears of it. */
    askToStop() {
        this.#process.kill('SIGTERM');
    }

    /** Started, and killed before it is properly up. */
    async stumble(afterMs) {
        this.#start(() => {});
        await pause(afterMs);
        await this.kill();
    }

    async kill() {
        await this.#end('SIGKILL');
    }

    /** The program's status, after it was asked to stop. */
    async stop() {
        const impatience = setTimeout(() => this.#process.kill('SIGKILL'), stopWithinMs);
        await this.#end('SIGTERM');
        clearTimeout(impatience);
        return this.#process.exitCode ?? this.#process.signalCode;
    }

    /** Somebody else is about to kill it: resolves when it is gone. */
    gone() {
        this.#ending = true;
        return this.#exited();
    }

    verify() {
        return new Promise((resolve, reject) => {
            const verify = spawn(this.program, ['verify', '--data', this.data], {
                env: this.environment,
                stdio: ['ignore', 'pipe', 'pipe'],
            });
            let output = '';
            verify.stdout.on('data', (data) => (output += data));
            verify.stderr.on('data', (data) => (output += data));
            verify.once('error', reject);
            verify.once('close', (code) => resolve({ sound: code === 0, output }));
        });
    }

    lastWords() {
        return this.#output.split('\n').slice(-20).join('\n');
    }

    #start(listening) {
        this.#ending = false;
        this.#output = '';
        this.#process = spawn(this.program, ['serve', '--data', this.data, '--listen', this.#listen, '--demo', ...this.options], {
            env: this.environment,
            stdio: ['ignore', 'pipe', 'pipe'],
        });
        const hear = (data) => {
            this.#output += data;
            appendFileSync(this.log, data);
            const address = this.#output.match(/listening on (http:\/\/[^\s/]+)/);
            if (address) {
                listening(address[1]);
            }
        };
        this.#process.stdout.on('data', hear);
        this.#process.stderr.on('data', hear);
        this.#process.once('exit', (code, signal) => {
            if (!this.#ending || !['SIGKILL', 'SIGTERM', null].includes(signal)) {
                this.onDeath(signal ?? `status ${code}`);
            }
        });
    }

    async #end(signal) {
        if (!this.#process) {
            return;
        }
        this.#ending = true;
        const exited = this.#exited();
        this.#process.kill(signal);
        await exited;
    }

    #exited() {
        const { exitCode, signalCode } = this.#process;
        return exitCode !== null || signalCode !== null
            ? Promise.resolve()
            : new Promise((resolve) => this.#process.once('exit', resolve));
    }

    #silent(how) {
        return new Error(`expected "listening on http://…" ${how}; the program said:\n${this.lastWords()}`);
    }
}

function freePort() {
    return new Promise((resolve, reject) => {
        const probe = net.createServer();
        probe.once('error', reject);
        probe.listen(0, '127.0.0.1', () => {
            const { port } = probe.address();
            probe.close(() => resolve(port));
        });
    });
}
