// The program under test: started, killed without a warning, started again at the same address on the same data.

import { spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { freePort } from './ports.mjs';
import { pause } from './random.mjs';

const startWithinMs = 30_000;
const stopWithinMs = 30_000;

export const password = process.env.MILLRACE_DEMO_PASSWORD ?? 'rather-secret-4711';

export class Server {
    /** From one start to its end: the process, what it has said, whether we wait for it to listen, or want it to end. */
    #life = null;
    #port = 0;

    /** Called with how it ended, when nobody asked it to, or not that way. */
    onDeath = () => {};

    /** More of the command line, for every start. */
    options = [];

    /** `place`: its address, and the words before a command that is to run there. */
    constructor(program, { data, log, place }) {
        this.program = program;
        this.environment = { ...process.env, MILLRACE_DEMO_PASSWORD: password };
        this.data = data;
        this.log = log;
        this.place = place;
    }

    get pid() {
        return this.#life.process.pid;
    }

    /** Its address, as soon as it listens: always the same. If it ends instead, the error's `how` says with what. */
    async up() {
        this.#port ||= await freePort();
        return new Promise((resolve, reject) => {
            const patience = setTimeout(() => reject(this.#silent(`within ${startWithinMs / 1000} s`, 'silence')), startWithinMs);
            const life = this.#start((address) => {
                life.starting = false;
                clearTimeout(patience);
                resolve(address);
            });
            life.starting = true;
            life.process.once('close', () => {
                clearTimeout(patience);
                reject(this.#silent(`but it ended with ${howOf(life)}`, howOf(life)));
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
        const life = this.#start((address) => {
            if (!told) {
                told = true;
                listening(address);
            }
        });
        this.environment = usual;
        life.ending = true;
        let patience;
        const lives = new Promise((resolve) => (patience = setTimeout(resolve, withinMs, 'alive')));
        const how = await Promise.race([this.#exited(), lives]);
        clearTimeout(patience);
        return how === 'alive' ? null : howOf(life);
    }

    /** Asks it to stop; whoever waits for its end hears of it. */
    askToStop() {
        this.#life.process.kill('SIGTERM');
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

    /** After SIGSTOP: it goes on as if no time had passed. */
    thaw() {
        this.#life.process.kill('SIGCONT');
    }

    /** The program's status, after it was asked to stop. */
    async stop() {
        const { process } = this.#life;
        const impatience = setTimeout(() => process.kill('SIGKILL'), stopWithinMs);
        await this.#end('SIGTERM');
        clearTimeout(impatience);
        return process.exitCode ?? process.signalCode;
    }

    /** Somebody else is about to kill it: resolves when it is gone. */
    gone() {
        this.#life.ending = true;
        return this.#exited();
    }

    verify() {
        return new Promise((resolve, reject) => {
            const verify = this.#spawn('verify', '--data', this.data);
            let output = '';
            verify.stdout.on('data', (data) => (output += data));
            verify.stderr.on('data', (data) => (output += data));
            verify.once('error', reject);
            verify.once('close', (code) => resolve({ sound: code === 0, output }));
        });
    }

    lastWords() {
        return (this.#life?.output ?? '').split('\n').slice(-20).join('\n');
    }

    #start(listening) {
        const listen = `${this.place.address}:${this.#port}`;
        const process = this.#spawn('serve', '--data', this.data, '--listen', listen, '--demo', ...this.options);
        const life = { process, output: '', starting: false, ending: false };
        this.#life = life;
        const hear = (data) => {
            life.output += data;
            appendFileSync(this.log, data);
            const address = life.output.match(/listening on (http:\/\/[^\s/]+)/);
            if (address) {
                listening(address[1]);
            }
        };
        process.stdout.on('data', hear);
        process.stderr.on('data', hear);
        process.once('close', (_, signal) => {
            if (!life.starting && (!life.ending || !['SIGKILL', 'SIGTERM', null].includes(signal))) {
                this.onDeath(howOf(life));
            }
        });
        return life;
    }

    // Whatever becomes of us, it does not stay behind.
    #spawn(...words) {
        const all = [...this.place.inside, 'setpriv', '--pdeathsig', 'KILL', this.program, ...words];
        return spawn(all[0], all.slice(1), { env: this.environment, stdio: ['ignore', 'pipe', 'pipe'] });
    }

    async #end(signal) {
        if (!this.#life) {
            return;
        }
        this.#life.ending = true;
        const exited = this.#exited();
        this.#life.process.kill(signal);
        await exited;
    }

    #exited() {
        const { process } = this.#life;
        return process.exitCode !== null || process.signalCode !== null
            ? Promise.resolve()
            : new Promise((resolve) => process.once('exit', resolve));
    }

    #silent(instead, how) {
        const error = new Error(`expected "listening on http://…" ${instead}; the program said:\n${this.lastWords()}`);
        return Object.assign(error, { how });
    }
}

const howOf = ({ process }) => process.signalCode ?? `status ${process.exitCode}`;
