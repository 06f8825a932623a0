// A PostgreSQL server of our own, as an ordinary user, in a folder of its own: our child, so that its end is seen and ours
// is its end too.

import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, openSync, closeSync, readdirSync, existsSync } from 'node:fs';
import { appendFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { allGone } from '../processes.mjs';
import { pause } from '../random.mjs';

const startsWithinMs = 60_000;
const isRoot = process.getuid() === 0;
const run = promisify(execFile);

export class Postgres {
    #process = null;
    #log;

    /** `place`: where it is reached, and the words before a command that is to run there. */
    constructor(place, port) {
        this.place = place;
        this.port = port;
        this.folder = mkdtempSync(join(tmpdir(), 'millrace-postgres-'));
        this.data = join(this.folder, 'data');
        if (isRoot) {
            execFileSync('chown', ['nobody:nogroup', this.folder]);
        }
        this.#log = join(this.folder, 'log');
    }

    static async create(place, port) {
        const server = new Postgres(place, port);
        await server.#runs('initdb', '-D', server.data, '-U', 'millrace', '-A', 'trust', '-E', 'UTF8', '--locale=C',
            '--no-sync');
        // Not synced to the disk: processes die here, the machine does not.
        await appendFile(join(server.data, 'postgresql.conf'), [
            'max_connections = 100', 'shared_buffers = 64MB', 'fsync = off', 'full_page_writes = off',
            "unix_socket_directories = ''", 'wal_keep_size = 512MB', 'wal_retrieve_retry_interval = 100ms',
            "include = 'synchronous.conf'", '',
        ].join('\n'));
        await appendFile(join(server.data, 'pg_hba.conf'), 'host all all all trust\nhost replication all all trust\n');
        await server.demandsStandby(false);
        await server.start();
        return server;
    }

    /** A copy of the primary that follows it; in the folder of a server that is over. */
    async follow(primary) {
        await rm(this.data, { recursive: true, force: true });
        await this.#runs('pg_basebackup', '-h', primary.place.address, '-p', String(primary.port), '-U', 'millrace',
            '-D', this.data, '-X', 'stream', '-c', 'fast', '-R', '--no-sync');
        await this.demandsStandby(false);
        await this.start();
    }

    get url() {
        return `postgresql://millrace@${this.authority}/postgres`;
    }

    get authority() {
        return `${this.place.address}:${this.port}`;
    }

    get pid() {
        return this.#process.pid;
    }

    get runs() {
        return this.#process !== null && this.#process.exitCode === null && this.#process.signalCode === null;
    }

    /** Resolves when it takes questions. What an earlier postmaster has left behind may keep it down for a moment. */
    async start() {
        const until = Date.now() + startsWithinMs;
        for (;;) {
            if (!this.runs) {
                this.#spawn();
            }
            if (await this.ask('SELECT 1').then(() => true, () => false)) {
                return;
            }
            if (Date.now() > until) {
                throw new Error(`expected PostgreSQL to start within ${startsWithinMs / 1000} s; its log is ${this.#log}`);
            }
            await pause(50);
        }
    }

    /** Resolves when it, and everybody whom it had started, is gone. `family`: of somebody who was killed. */
    async gone(family = []) {
        if (this.runs) {
            await new Promise((resolve) => this.#process.once('exit', resolve));
        }
        await allGone(family);
    }

    async ask(sql) {
        const env = { ...process.env, PGCONNECT_TIMEOUT: '5' };
        const { stdout } = await run(program('psql'), ['-XAtq', '-d', this.url, '-c', sql], { env });
        return stdout.trim();
    }

    /** Whether a commit waits until a standby has it too. */
    async demandsStandby(demands) {
        await writeFile(join(this.data, 'synchronous.conf'), `synchronous_standby_names = '${demands ? '*' : ''}'\n`);
        if (this.runs) {
            process.kill(this.pid, 'SIGHUP');
        }
    }

    async remove() {
        if (this.runs) {
            const gone = this.gone();
            process.kill(this.pid, 'SIGQUIT');
            await gone;
        }
        await rm(this.folder, { recursive: true, force: true });
    }

    #spawn() {
        const log = openSync(this.#log, 'a');
        const [word, ...words] = this.#ordinary('postgres', ['--pdeathsig', 'QUIT']);
        words.push('-D', this.data, '-p', String(this.port), '-c', `listen_addresses=${this.place.address}`);
        this.#process = spawn(word, words, { cwd: '/', stdio: ['ignore', log, log] });
        closeSync(log);
    }

    async #runs(name, ...words) {
        const all = [...this.#ordinary(name), ...words];
        await run(all[0], all.slice(1), { cwd: '/' });
    }

    // PostgreSQL refuses to run as root.
    #ordinary(name, more = []) {
        const as = isRoot ? ['--reuid=nobody', '--regid=nogroup', '--clear-groups'] : [];
        return [...this.place.inside, 'setpriv', ...as, ...more, program(name)];
    }
}

// Debian keeps the programs of each version in a folder of its own; elsewhere they are where all programs are.
function program(name) {
    const versions = '/usr/lib/postgresql';
    const newestFirst = existsSync(versions) ? readdirSync(versions).sort((a, b) => Number(b) - Number(a)) : [];
    return newestFirst.map((version) => join(versions, version, 'bin', name)).find(existsSync) ?? name;
}
