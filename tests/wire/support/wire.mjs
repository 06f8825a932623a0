// A server of its own, asked as a program from outside asks it.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { password, Server } from '../../browser/support/server.mjs';

const patienceMs = 15_000;

export class Wire {
    static async open(server = {}) {
        const wire = new Wire();
        wire.server = await Server.start(server);
        return wire;
    }

    close() {
        return this.server.stop();
    }

    /** The body is sent as it is if it is text or bytes, else as JSON. */
    async ask(method, path, { token, body, headers = {} } = {}) {
        const isRaw = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
        const response = await fetch(this.server.url + path, {
            method,
            headers: { ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers },
            body: isRaw ? body : JSON.stringify(body),
        });
        const text = await response.text();
        const type = response.headers.get('content-type') ?? '';
        return { status: response.status, type, text, headers: response.headers, json: /[/+]json\b/.test(type) && text ? JSON.parse(text) : null };
    }

    async login(email) {
        const answer = await this.ask('POST', '/api/auth/login', { body: { email, password } });
        assert.equal(answer.status, 200, answer.text);
        return answer.json.token;
    }

    /** Adds a person as the administrator of the machine does: while the server is down. */
    async hire(email, role, teams = []) {
        await this.server.kill();
        await promisify(execFile)(process.env.MILLRACE_BIN, ['user', 'add', email, '--role', role, '--password', password,
            '--data', this.server.data, ...teams.flatMap((team) => ['--team', team])]);
        await this.server.up();
    }

    /** Another command of the program: its status and all that it says. */
    async command(...words) {
        try {
            const { stdout, stderr } = await promisify(execFile)(process.env.MILLRACE_BIN, words);
            return { status: 0, output: stdout + stderr };
        } catch (error) {
            return { status: error.code, output: error.stdout + error.stderr };
        }
    }

    /** Makes a flow and publishes it. */
    async publish(token, document) {
        const { key, title } = document;
        isDone(await this.ask('POST', '/api/flows', { token, body: { key, title, document } }), 201);
        isDone(await this.ask('POST', `/api/flows/${key}/publish`, { token, body: {} }), 201);
    }

    /** Asks until the answer is what is expected of it; on giving up says what it was last. */
    async until(look, isThere, what) {
        const end = Date.now() + patienceMs;
        for (;;) {
            const seen = await look();
            if (isThere(seen)) {
                return seen;
            }
            assert.ok(Date.now() < end, `expected ${what} but saw ${JSON.stringify(seen)}`);
            await new Promise(setImmediate);  // what is waited for may come to this very process
        }
    }
}

export function isDone(answer, status = 200) {
    assert.equal(answer.status, status, answer.text);
    return answer.json;
}

/** The answer is a problem of this status, and says so in the one form that all of them have. */
export function isProblem(answer, status, code) {
    assert.equal(answer.status, status, answer.text);
    assert.match(answer.type, /^application\/problem\+json/);
    const problem = JSON.parse(answer.text);
    assert.equal(problem.status, status);
    assert.ok(problem.code && problem.title, answer.text);
    if (code) {
        assert.equal(problem.code, code);
    }
    return problem;
}
