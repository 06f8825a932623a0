// The browser, and a stage on which people meet: each person has a window of his own that shares nothing with the others.

import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';
import { Agent } from './agent.mjs';
import { Customer } from './customer.mjs';
import { password, Server } from './server.mjs';

export const patienceMs = 15_000;

const launch = {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
        '--disable-background-networking', '--disable-component-update', '--disable-sync'],
};

export class Stage {
    static async open(server = {}) {
        const stage = new Stage();
        stage.errors = [];
        stage.server = await Server.start(server);
        stage.browser = await chromium.launch(launch);
        return stage;
    }

    async customer(options) {
        return new Customer(await this.page(options), this.server);
    }

    async agent(email, options) {
        return new Agent(await this.page(options), this.server, email);
    }

    /** So many conversations at once. */
    async canTake(email, chat) {
        const call = async (method, path, body, token) => {
            const answer = await this.server.call(method, path, { token, body });
            assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
            return answer.body;
        };
        const { token } = await call('POST', '/api/auth/login', { email: 'admin@demo.test', password });
        const { items } = await call('GET', '/api/users?limit=200', undefined, token);
        const { userId } = items.find((user) => user.email === email);
        await call('PUT', `/api/agents/${userId}/capacity`, { chat, voice: 1 }, token);
    }

    async page(options) {
        const context = await this.browser.newContext(options);
        context.setDefaultTimeout(patienceMs);
        const page = await context.newPage();
        page.on('pageerror', (error) => this.errors.push(error.stack ?? String(error)));
        page.on('console', (message) => {
            if (/Content Security Policy|Uncaught/.test(message.text())) {
                this.errors.push(message.text());
            }
        });
        return page;
    }

    async close() {
        await this.browser.close();
        await this.server.stop();
        assert.deepEqual(this.errors, [], 'no script on any page failed');
    }
}

/** Waits until `look` answers what is expected; on giving up says what it saw last. */
export async function eventually(look, expected, what) {
    const until = Date.now() + patienceMs;
    let seen;
    do {
        seen = await look();
        try {
            assert.deepEqual(seen, expected);
            return;
        } catch {
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
    } while (Date.now() < until);
    assert.deepEqual(seen, expected, what);
}
