// What the wire does for safety: how often one may ask, which pages may connect, and what never stands in a log.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { password } from '../browser/support/server.mjs';
import { WebSocket } from '../crash/support/web_socket.mjs';
import { isDone, isProblem, Wire } from './support/wire.mjs';

let wire;
let admin;
before(async () => {
    wire = await Wire.open({ options: ['--trusted-proxy', '127.0.0.1', '--rate-per-address', '5', '--rate-per-token', '2',
        '--public-url', 'https://desk.example.com'] });
    admin = await wire.login('admin@demo.test');
});
after(() => wire?.close());

const behind = (address) => ({ 'x-forwarded-for': address });

/** How a WebSocket fares: its first frame's type, or the code with which it was closed. */
function handshake(path, headers = {}) {
    return new Promise((resolve, reject) => {
        let socket;
        WebSocket.open(wire.server.url + path, (text) => {
            resolve(JSON.parse(text).type);
            socket?.close();
        }, (code) => resolve(code), headers).then((opened) => (socket = opened), reject);
    });
}
const ticket = async (token = admin) => isDone(await wire.ask('POST', '/api/auth/ws-ticket', { token, body: {} }), 201).ticket;

test('SEC-1 an address that asks too often is told when to come again, and its neighbour is not', async () => {
    const answers = await Promise.all(Array.from({ length: 120 }, () => wire.ask('GET', '/healthz', { headers: behind('203.0.113.5') })));
    const refused = answers.filter(({ status }) => status === 429);
    assert.ok(refused.length >= 40 && refused.length <= 100, `${refused.length} of 120 refused`);
    isProblem(refused[0], 429, 'rate.too_many');
    assert.ok(Number(refused[0].headers.get('retry-after')) >= 1);
    assert.equal((await wire.ask('GET', '/healthz', { headers: behind('203.0.113.6') })).status, 200);
    assert.equal((await wire.ask('GET', '/desk', { headers: behind('203.0.113.6') })).status, 200);
});

test('SEC-1 a token that is used too often waits, from wherever it is used', async () => {
    const token = await wire.login('agent1@demo.test');
    const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => wire.ask('GET', '/api/auth/me', { token, headers: behind(`198.51.100.${i}`) })));
    const served = answers.filter(({ status }) => status === 200).length;
    assert.ok(served >= 8 && served <= 32, `${served} of 40 served`);
    isProblem(answers.find(({ status }) => status === 429), 429, 'rate.too_many');
    assert.equal(await handshake(`/ws?token=${token}`, behind('198.51.100.99')), 1012);
});

test('SEC-1 this machine is not slowed down, and who claims to be somebody else is not believed', async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, () => wire.ask('GET', '/api/auth/me', { token: admin })));
    assert.ok(answers.every(({ status }) => status === 200));
    const plain = await Wire.open({ options: ['--rate-per-address', '1'] });
    try {
        // Nobody vouches for this header, so it is not asked.
        const claims = await Promise.all(Array.from({ length: 30 }, () => plain.ask('GET', '/healthz', { headers: behind('203.0.113.5') })));
        assert.ok(claims.every(({ status }) => status === 200));
    } finally {
        await plain.close();
    }
});

test('SEC-1 failed logins are counted by the address that the proxy names', async () => {
    const guess = (address) => wire.ask('POST', '/api/auth/login', { body: { email: 'agent2@demo.test', password: 'a guess' }, headers: behind(address) });
    for (let i = 0; i < 5; ++i) {
        isProblem(await guess('192.0.2.1'), 401, 'auth.wrong_password');
    }
    isProblem(await guess('192.0.2.1'), 429, 'auth.too_many');
    isProblem(await guess('192.0.2.2'), 401, 'auth.wrong_password');
});

test('SEC-2 there are no cookies: none is set, and none opens a door', async () => {
    const login = await wire.ask('POST', '/api/auth/login', { body: { email: 'agent1@demo.test', password } });
    const chat = await wire.ask('POST', '/api/chat/web/conversations', { body: {} });
    for (const answer of [login, chat, await wire.ask('GET', '/desk'), await wire.ask('GET', '/chat/web'), await wire.ask('GET', '/reset')]) {
        assert.equal(answer.headers.get('set-cookie'), null);
    }
    const { token } = login.json;
    isProblem(await wire.ask('GET', '/api/auth/me', { headers: { cookie: `token=${token}; session=${token}` } }), 401, 'auth.missing');
    // And a page of somebody else may not read what it asks for, whatever it sends.
    const foreign = await wire.ask('GET', '/api/auth/me', { token, headers: { origin: 'https://evil.example' } });
    assert.equal(foreign.headers.get('access-control-allow-origin'), null);
    const preflight = await wire.ask('OPTIONS', '/api/users', { headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' } });
    assert.equal(preflight.headers.get('access-control-allow-origin'), null);
});

test('SEC-2 X-19 only our own pages open a socket at the desk, and those of its channel one of the chat', async () => {
    const own = wire.server.url;
    assert.equal(await handshake(`/ws?token=${admin}`, { origin: own }), 'hello');
    assert.equal(await handshake(`/ws?token=${admin}`, { origin: 'https://desk.example.com' }), 'hello');
    assert.equal(await handshake(`/ws?token=${admin}`), 'hello');
    assert.equal(await handshake(`/ws?token=${admin}`, { origin: 'https://evil.example' }), 4403);
    assert.equal(await handshake(`/ws?token=${admin}`, { origin: 'null' }), 4403);

    const visitor = isDone(await wire.ask('POST', '/api/chat/web/conversations', { body: {} }), 201).token;
    assert.equal(await handshake(`/ws/chat?token=${visitor}`, { origin: 'https://any.example' }), 'hello');
    isDone(await wire.ask('PATCH', '/api/channels/web', { token: admin, body: { allowed_origins: ['https://shop.example'] } }));
    assert.equal(await handshake(`/ws/chat?token=${visitor}`, { origin: 'https://any.example' }), 4403);
    assert.equal(await handshake(`/ws/chat?token=${visitor}`, { origin: 'https://shop.example' }), 'hello');
    assert.equal(await handshake(`/ws/chat?token=${visitor}`, { origin: own }), 'hello');
    isDone(await wire.ask('PATCH', '/api/channels/web', { token: admin, body: { allowed_origins: [] } }));
});

test('WS-1 X-19 a ticket opens one socket in place of the token, in its name and with its rights', async () => {
    const once = await ticket();
    assert.equal(await handshake(`/ws?ticket=${once}`), 'hello');
    assert.equal(await handshake(`/ws?ticket=${once}`), 4401);
    assert.equal(await handshake('/ws?ticket=invented'), 4401);
    assert.equal(await handshake(`/ws?ticket=${await ticket()}`, { origin: 'https://evil.example' }), 4403);
    assert.equal(await handshake(`/ws?token=${admin}x`), 4401);

    // It ends with the session that asked for it.
    const token = await wire.login('agent1@demo.test');
    const late = await ticket(token);
    assert.equal((await wire.ask('POST', '/api/auth/logout', { token })).status, 204);
    assert.equal(await handshake(`/ws?ticket=${late}`), 4401);
    isProblem(await wire.ask('POST', '/api/auth/ws-ticket', { body: {} }), 401, 'auth.missing');

    const names = await new Promise((resolve, reject) => {
        let socket;
        ticket().then((fresh) => WebSocket.open(`${wire.server.url}/ws?ticket=${fresh}`, (text) => {
            resolve(JSON.parse(text));
            socket?.close();
        }, () => {})).then((opened) => (socket = opened), reject);
    });
    const { userId } = isDone(await wire.ask('GET', '/api/auth/me', { token: admin }));
    assert.equal(names.user_id, userId);
});

test('X-19 no token, ticket or password stands in what the server says, nor in an answer to what is wrong', async () => {
    const secrets = [admin, await ticket(), await ticket(), 'a-wrong-password-4711'];
    const said = [];
    const ask = async (...what) => said.push((await wire.ask(...what)).text);
    await handshake(`/ws?ticket=${secrets[1]}`);
    await handshake(`/ws?ticket=${secrets[2]}x`);
    await handshake(`/ws?token=${admin}`);
    await handshake(`/ws/chat?token=${admin}`);
    await ask('GET', `/api/nothing?token=${admin}`);
    await ask('GET', `/api/users?limit=x&token=${admin}`, { token: admin });
    await ask('POST', `/api/users?token=${admin}`, { token: admin, body: '{"broken' });
    await ask('GET', `/ws?token=${admin}`);
    await ask('POST', '/api/auth/login', { body: { email: 'agent1@demo.test', password: secrets[3] } });
    await ask('POST', '/api/auth/reset-password', { body: { token: secrets[1], password: secrets[3] } });
    await ask('GET', '/metrics');
    await ask('GET', '/api/audit/export', { token: admin });
    assert.ok(said.every(Boolean));
    await wire.server.rest();
    for (const secret of secrets) {
        assert.ok(![wire.server.output, ...said].some((text) => text.includes(secret)), 'a secret was said');
    }
    await wire.server.up();
});
