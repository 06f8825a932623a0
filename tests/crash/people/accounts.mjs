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
    return accounts;
}
