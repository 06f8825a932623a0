// Every wrong request gets a typed answer.

import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, test } from 'node:test';

import { isProblem, Wire } from './support/wire.mjs';

let wire;
let admin;
let agent;

before(async () => {
    wire = await Wire.open();
    admin = await wire.login('admin@demo.test');
    agent = await wire.login('agent1@demo.test');
});
after(() => wire?.close());

const raw = (path, { method = 'GET', token = admin, ...more } = {}) => wire.ask(method, path, { token, ...more });

/** What a server says to bytes that no client library would send. */
function speak(bytes, { end = false } = {}) {
    return new Promise((resolve, reject) => {
        const socket = net.connect(Number(new URL(wire.server.url).port), '127.0.0.1', () => (end ? socket.end(bytes) : socket.write(bytes)));
        let heard = '';
        socket.on('data', (data) => (heard += data));
        socket.on('close', () => resolve(heard));
        socket.on('error', reject);
        socket.setTimeout(20_000, () => socket.destroy(new Error('the server neither answered nor hung up')));
    });
}

const flow = (changes = {}) => ({
    format: 'millrace.flow/1', key: 'wire_test', title: 'Wire test', trigger: { on: 'api' }, start: 'e',
    nodes: { e: { type: 'control.end' } }, ...changes,
});

test('AUTH-2 AUTH-9 without a token there is no door, and a forged one opens none', async () => {
    isProblem(await raw('/api/flows', { token: '' }), 401, 'auth.missing');
    for (const forged of ['x', 'a.b.c', `${admin}x`, admin.split('.').slice(0, 2).join('.') + '.', 'é'.repeat(10).replace(/é/g, '%C3')]) {
        isProblem(await raw('/api/flows', { token: forged }), 401, 'auth.invalid');
    }
    const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
    isProblem(await raw('/api/flows', { token: `${none}.${admin.split('.')[1]}.` }), 401, 'auth.invalid');
});

test('a wrong password is refused, and guessing is slowed down', async () => {
    const guess = () => raw('/api/auth/login', { method: 'POST', token: '', body: JSON.stringify({ email: 'nobody@demo.test', password: 'x' }) });
    for (let i = 0; i < 5; ++i) {
        isProblem(await guess(), 401, 'auth.wrong_password');
    }
    const slowed = await guess();
    isProblem(slowed, 429, 'auth.too_many');
    assert.ok(Number(slowed.headers.get('retry-after')) > 0);
});

test('an agent may not do what is the admin\'s', async () => {
    isProblem(await raw('/api/flows', { method: 'POST', token: agent, body: '{}' }), 403, 'permission.denied');
    isProblem(await raw('/api/node-types', { method: 'POST', token: agent, body: '{}' }), 403, 'permission.denied');
});

test('a body that is no JSON is malformed, whatever is wrong with it', async () => {
    const post = (body) => raw('/api/flows', { method: 'POST', body });
    for (const body of ['{', '[1,2', '{"a":1,"a":2}', '{"key":"\xff"}', 'nonsense', '{"a":1}x', '{"a":01}', '"\\ud800"']) {
        const answer = await post(Buffer.from(body, 'latin1'));
        isProblem(answer, 400);
    }
    isProblem(await post('['.repeat(100_000)), 400);
    isProblem(await post('{"a":'.repeat(100_000)), 400);
    isProblem(await post('[1]'), 400);
});

test('a body over the limit is refused before it is read', async () => {
    isProblem(await raw('/api/flows', { method: 'POST', body: Buffer.alloc(1_100_000, 0x20) }), 413);
});

test('a flow is refused with a pointer to what is wrong', async () => {
    const post = (body) => raw('/api/flows', { method: 'POST', body: JSON.stringify(body) });
    isProblem(await post({ key: 5, title: 't', document: {} }), 422);
    isProblem(await post({ key: 'wire_test', title: 'Wire test', document: { ...flow(), key: 'other' } }), 422, 'flow.key_mismatch');
    isProblem(await post({ key: 'Not A Key', title: 't', document: flow() }), 422);
    isProblem(await post({ key: 'wire_test', title: 'Wire test', document: flow(), surplus: 1 }), 422);
    const nodes = Object.fromEntries(Array.from({ length: 2_001 }, (_, i) => [`n${i}`, { type: 'control.end' }]));
    isProblem(await post({ key: 'wire_test', title: 'Wire test', document: flow({ nodes }) }), 422, 'flow.too_large');
});

test('a draft with problems is kept and reported, but not published', async () => {
    const made = await raw('/api/flows', { method: 'POST', body: JSON.stringify({ key: 'wire_test', title: 'Wire test', document: flow({ nodes: { e: { type: 'control.endd' } } }) }) });
    assert.equal(made.status, 201, made.text);
    const problem = isProblem(await raw('/api/flows/wire_test/publish', { method: 'POST', body: '{}' }), 422, 'flow.not_publishable');
    assert.equal(problem.problems[0].code, 'flow.unknown_type');
    assert.equal(problem.problems[0].pointer, '/nodes/e/type');
    isProblem(await raw('/api/flows', { method: 'POST', body: JSON.stringify({ key: 'wire_test', title: 'Wire test', document: flow() }) }), 409, 'flow.exists');
});

test('a draft is replaced only by who has seen it', async () => {
    const draft = await raw('/api/flows/wire_test/draft');
    const etag = draft.headers.get('etag');
    const put = (headers) => raw('/api/flows/wire_test/draft', { method: 'PUT', headers, body: JSON.stringify(flow()) });
    isProblem(await put({}), 428);
    isProblem(await put({ 'if-match': '"stale"' }), 412, 'draft.stale');
    assert.equal((await put({ 'if-match': etag })).status, 200);
    const published = await raw('/api/flows/wire_test/publish', { method: 'POST', body: '{"note":"first"}' });
    assert.equal(published.status, 201, published.text);
});

test('a version is published only by who has seen the newest, if he names one', async () => {
    const publish = (body) => raw('/api/flows/wire_test/publish', { method: 'POST', body });
    isProblem(await publish('{"base":0}'), 409, 'flow.base_moved');
    const published = await publish('{"base":1}');
    assert.equal(JSON.parse(published.text).version, 2, published.text);
});

test('the cursor of a message is taken back as it was given', async () => {
    const begun = await raw('/api/chat/web/conversations', { method: 'POST', token: '', body: '{}' });
    const { conversation_id: id, token } = JSON.parse(begun.text);
    const path = `/api/chat/conversations/${id}`;
    await raw(`${path}/messages`, { method: 'POST', token, body: '{"id":"m1","text":"Hello"}' });
    const [message] = JSON.parse((await raw(`${path}/messages`, { token })).text).items;
    const read = (cursor) => raw(`${path}/read`, { method: 'POST', token, body: JSON.stringify({ cursor }) });
    assert.equal((await read(message.cursor)).status, 202);
    isProblem(await read('the last one'), 422, 'request.invalid');
});

test('the same key starts the same run, and another body is told so', async () => {
    const start = (body) => raw('/api/flows/wire_test/runs?wait=5000', { method: 'POST', headers: { 'idempotency-key': 'k1' }, body: JSON.stringify(body) });
    const first = await start({ input: { a: 1 } });
    const again = await start({ input: { a: 1 } });
    assert.equal(first.status, 201, first.text);
    assert.equal(JSON.parse(first.text).status, 'completed');
    assert.equal(again.status, 201, again.text);
    assert.equal(JSON.parse(again.text).run_id, JSON.parse(first.text).run_id);
    isProblem(await start({ input: { a: 2 } }), 422, 'idempotency.key_reused');
});

test('what is unknown or foreign is not found', async () => {
    isProblem(await raw('/api/flows/no_such_flow'), 404, 'flow.unknown');
    isProblem(await raw('/api/runs/0000000000000'), 404, 'run.unknown');
    isProblem(await raw('/api/runs/not-an-id'), 404, 'run.unknown');
    isProblem(await raw('/api/conversations/0000000000001'), 404, 'conversation.unknown');
    isProblem(await raw('/api/chat/no_such_channel/conversations', { method: 'POST', token: '', body: '{}' }), 404, 'channel.unknown');
    isProblem(await raw('/api/no/such/path'), 404);
    isProblem(await raw('/api/flows/no_such_flow/runs', { method: 'POST', body: '{}' }), 404, 'flow.unknown');
});

test('AUTH-9 a visitor has one conversation and no other', async () => {
    const begin = async () => JSON.parse((await raw('/api/chat/web/conversations', { method: 'POST', token: '', body: '{}' })).text);
    const mine = await begin();
    const other = await begin();
    const say = (conversation, token, body) =>
        raw(`/api/chat/conversations/${conversation}/messages`, { method: 'POST', token, body: JSON.stringify(body) });
    isProblem(await say(other.conversation_id, mine.token, { id: 'a', text: 'hello' }), 404);
    isProblem(await say(mine.conversation_id, admin, { id: 'a', text: 'hello' }), 401);
    isProblem(await raw('/api/conversations', { token: mine.token }), 401);
    isProblem(await say(mine.conversation_id, mine.token, { id: 'a b', text: 'hello' }), 422);
    isProblem(await say(mine.conversation_id, mine.token, { id: 'a', text: '' }), 422);
    isProblem(await say(mine.conversation_id, mine.token, { id: 'a', text: 'x'.repeat(4_001) }), 422);
    assert.equal((await say(mine.conversation_id, mine.token, { id: 'a', text: 'hello' })).status, 202);
    assert.equal((await say(mine.conversation_id, mine.token, { id: 'a', text: 'hello' })).status, 202);
    isProblem(await say(mine.conversation_id, mine.token, { id: 'a', text: 'other' }), 409, 'message.id_reused');
});

test('a cursor that we did not make is refused', async () => {
    isProblem(await raw('/api/runs?cursor=abc'), 400, 'cursor.invalid');
    isProblem(await raw('/api/conversations?cursor=abc'), 400, 'cursor.invalid');
    isProblem(await raw('/api/runs?limit=0'), 400);
    isProblem(await raw('/api/runs?status=sleeping'), 400);
});

test('the wrong method names the right ones', async () => {
    const answer = await raw('/api/flows', { method: 'DELETE' });
    isProblem(answer, 405);
    assert.match(answer.headers.get('allow'), /GET/);
});

test('bytes that are no HTTP are refused and the line is closed', async () => {
    const status = (heard) => Number(heard.split(' ')[1]);
    assert.equal(status(await speak('nonsense\r\n\r\n')), 400);
    assert.equal(status(await speak('POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello')), 400);
    assert.equal(status(await speak('POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n')), 400);
    assert.equal(status(await speak(`GET / HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`)), 431);
    assert.equal(status(await speak('GET /%ff%fe HTTP/1.1\r\nHost: x\r\n\r\n')), 400);
});

test('a script that is no node type is refused with its line', async () => {
    const upload = (source) => raw('/api/node-types', { method: 'POST', body: JSON.stringify({ source }) });
    isProblem(await upload('return {'), 422);
    isProblem(await upload('return 5'), 422);
    isProblem(await upload('while true do end'), 422);
    isProblem(await upload('return { type = "control.end", title = "x", outputs = { a = "b" }, run = function() return "a" end }'), 409);
});

test('after all that the server is alive and well', async () => {
    assert.equal((await raw('/healthz', { token: '' })).status, 200);
    assert.equal((await raw('/readyz', { token: '' })).status, 200);
    assert.match((await raw('/metrics', { token: '' })).text, /millrace_http_errors_total 0/);
});
