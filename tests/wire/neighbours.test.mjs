// Two servers on one database: any of them answers any request, and what one had is the other's when it dies.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { password } from '../browser/support/server.mjs';
import { WebSocket } from '../crash/support/web_socket.mjs';
import { Counters, counting } from './support/counting_flow.mjs';
import { isDone, isProblem, Wire } from './support/wire.mjs';

const script = fileURLToPath(new URL('../../runtime/store/postgres/testing/postgres_server', import.meta.url));
const shardsOfAll = 64;

let database;
let first;
let second;
let token;
let counters;

before(async () => {
    const [folder, url] = execFileSync(script, ['start', '--while', String(process.pid)], { encoding: 'utf8' }).trim().split('\n');
    database = folder;
    const environment = { MILLRACE_STORE: `${url}/postgres` };
    first = await Wire.open({ environment });
    second = await Wire.open({ environment });
    token = await first.login('admin@demo.test');
    counters = { first: new Counters(first, token), second: new Counters(second, token) };
    await first.until(async () => [await shards(first), await shards(second)],
        ([one, other]) => one === shardsOfAll / 2 && other === shardsOfAll / 2, 'half of the shards with each');
    await first.publish(token, counting);
});
after(async () => {
    await first?.close();
    await second?.close();
    if (database) {
        execFileSync(script, ['stop', database]);
    }
});

async function shards(wire) {
    const { text } = await wire.ask('GET', '/metrics');
    return Number(text.match(/^millrace_shards (\d+)$/m)[1]);
}

const countOf = async (counter, run) => (await counter.show(run)).vars.count;
const begun = async (counter, text) => isDone(await onceKnown(() => counter.begin(text)), 201).run_id;

// A flow that was published a moment ago is known to the other server in a moment.
function onceKnown(ask) {
    return first.until(ask, ({ status }) => status !== 404, 'the flow to be known');
}

test('AUTH-14 RBAC-2 what an admin takes away at one server is gone at the other, with its sockets', async () => {
    const ask = (method, path, body) => first.ask(method, path, { token, body });
    isDone(await ask('POST', '/api/roles', { key: 'watcher', name: 'Watcher', permissions: ['queue.read', 'live.read'] }), 201);
    const eva = isDone(await ask('POST', '/api/users', { email: 'eva@demo.test', name: 'Eva', password, role: 'watcher', teams: ['sales'] }), 201);
    const hers = await second.login('eva@demo.test');
    const live = () => second.ask('GET', '/api/live', { token: hers });
    const listen = () => new Promise((resolve, reject) => {
        const over = new Promise((end) => WebSocket.open(`${second.server.url}/ws?token=${hers}`, () => resolve({ over }), end).catch(reject));
    });
    isDone(await live());
    const socket = await listen();
    isDone(await ask('PATCH', '/api/roles/watcher', { permissions: ['queue.read'] }));
    assert.equal(await socket.over, 1012);
    isProblem(await live(), 403, 'permission.denied');

    const another = await listen();
    assert.equal((await ask('DELETE', `/api/users/${eva.userId}`)).status, 204);
    assert.equal(await another.over, 1012);
    isProblem(await live(), 401, 'auth.invalid');
});

test('a flow published at one server runs at both, and each begins runs of its own', async () => {
    const one = await begun(counters.first, 'begun at the first');
    const other = await begun(counters.second, 'begun at the second');
    for (const run of [one, other]) {
        assert.equal(await countOf(counters.first, run), 0);
        assert.equal(await countOf(counters.second, run), 0);
    }
});

test('a key that was used at one server is known at the other', async () => {
    const run = await begun(counters.first, 'with a key');
    const again = isDone(await counters.second.begin('with a key'), 201);
    assert.equal(again.run_id, run);
    isProblem(await counters.second.begin('another text', 'with a key'), 422, 'idempotency.key_reused');
});

test('a signal for a run of the other server takes effect once, wherever it is told again', async () => {
    const runs = [];
    for (let i = 0; i < 8; ++i) {
        runs.push(await begun(counters.first, `told across ${i}`));
    }
    await Promise.all(runs.map(async (run) => {
        const answer = await counters.second.tell(run, `${run}-1`);
        assert.ok([200, 202].includes(answer.status), answer.text);
        assert.equal((await counters.second.tell(run, `${run}-1`)).status, 200);
        assert.equal((await counters.first.tell(run, `${run}-1`)).status, 200);
        assert.equal((await counters.first.tell(run, `${run}-2`)).status, 200);
    }));
    for (const run of runs) {
        await first.until(() => countOf(counters.first, run), (count) => count === 2, 'both signals, each once');
        assert.equal(await countOf(counters.second, run), 2);
    }
});

test('a run of the other server can be cancelled, and refuses what comes after', async () => {
    const run = await begun(counters.first, 'cancelled across');
    const cancelled = await second.ask('POST', `/api/runs/${run}/cancel`, { token, body: { reason: 'enough' } });
    assert.equal(cancelled.status, 200, cancelled.text);
    assert.equal(cancelled.json.status, 'cancelled');
    isProblem(await counters.second.tell(run, 'too late'), 409, 'run.ended');
    isProblem(await counters.second.tell('01hz3v6kq8w2d', 'nobody'), 404, 'run.unknown');
});

test('a customer at one server is served by somebody at the other', async () => {
    const chat = isDone(await first.ask('POST', '/api/chat/web/conversations',
        { headers: { 'idempotency-key': 'chat' }, body: { name: 'Ana' } }), 201);
    const id = chat.conversation_id;
    const heard = async (wire) => isDone(await wire.ask('GET', `/api/chat/conversations/${id}/messages`, { token: chat.token })).items;
    await second.until(() => heard(second), (items) => items.some(({ from }) => from === 'bot'), 'the greeting');
    const asked = await second.ask('POST', `/api/chat/conversations/${id}/human`, { token: chat.token, body: {} });
    assert.ok(asked.status < 300, asked.text);

    const agent = await second.login('supervisor@demo.test');
    await second.until(async () => isDone(await second.ask('GET', '/api/conversations?status=queued', { token: agent })).items,
        (items) => items.some(({ conversation_id }) => conversation_id === id), 'the conversation in the queue');
    isDone(await first.ask('POST', `/api/conversations/${id}/take`, { token: agent, headers: { 'idempotency-key': 'take' }, body: {} }));
    isDone(await second.ask('POST', `/api/conversations/${id}/messages`,
        { token: agent, headers: { 'idempotency-key': 'reply' }, body: { text: 'Hello Ana' } }), 201);
    const items = await first.until(() => heard(first), (all) => all.some(({ text }) => text === 'Hello Ana'), 'the reply');
    assert.equal(items.filter(({ text }) => text === 'Hello Ana').length, 1);
});

test('what a dead server had goes on at the other', async () => {
    const runs = [];
    for (let i = 0; i < 8; ++i) {
        runs.push(await begun(counters.first, `outlives its server ${i}`));
    }
    await first.server.kill();
    for (const run of runs) {
        const answer = await counters.second.tell(run, `${run}-after`);
        assert.ok([200, 202].includes(answer.status), answer.text);
    }
    for (const run of runs) {
        await second.until(() => countOf(counters.second, run), (count) => count === 1, 'the signal, once');
    }
    assert.equal(await shards(second), shardsOfAll);

    await first.server.up();
    await second.until(() => shards(second), (count) => count === shardsOfAll / 2, 'half of the shards again');
    for (const run of runs) {
        isDone(await counters.first.tell(run, `${run}-back`));
        assert.equal(await countOf(counters.second, run), 2);
    }
});
