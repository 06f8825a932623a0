// The demo's people and their tokens, which must outlive every kill.

import { password } from '../support/server.mjs';

const emails = {
    admin: 'admin@demo.test',
    anna: 'agent1@demo.test',
    ben: 'agent2@demo.test',
};

export async function logIn(client) {
    const accounts = {};
    for (const [name, email] of Object.entries(emails)) {
        const { status, body } = await client.send({ method: 'POST', path: '/api/auth/login', body: { email, password } });
        if (status !== 200) {
            throw new Error(`expected ${email} to log in but got ${status}: ${JSON.stringify(body)}`);
        }
        accounts[name] = { token: body.token, user: body.user.userId };
    }
    // Each of them works at many windows at once.
    for (const { user } of [accounts.anna, accounts.ben]) {
        const { status, body } = await client.send({
            method: 'PUT', path: `/api/agents/${user}/capacity`, token: accounts.admin.token, body: { chat: 100, voice: 1 },
        });
        if (status !== 200) {
            throw new Error(`expected to set what an agent can take but got ${status}: ${JSON.stringify(body)}`);
        }
    }
    return accounts;
}
