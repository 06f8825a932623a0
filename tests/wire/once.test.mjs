// The same Idempotency-Key does a thing once and answers the same, whatever has happened in between.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isDone, isProblem, Wire } from './support/wire.mjs';

let wire;
let token;
before(async () => {
    wire = await Wire.open();
    token = await wire.login('admin@demo.test');
});
after(() => wire?.close());

const post = (path, key, body) => wire.ask('POST', path, { token, body, headers: key ? { 'idempotency-key': key } : {} });
const get = async (path) => isDone(await wire.ask('GET', path, { token }));
const flow = (key, title = 'Once') => ({
    key, title,
    document: { format: 'millrace.flow/1', key, title, trigger: { on: 'api' }, start: 'e', nodes: { e: { type: 'control.end' } } },
});
async function isSame(answer, first) {
    assert.equal(answer.status, first.status, answer.text);
    assert.deepEqual(answer.json, first.json);
    for (const header of ['etag', 'location']) {
        assert.equal(answer.headers.get(header), first.headers.get(header), header);
    }
}
const powerCut = async () => {
    await wire.server.kill();
    await wire.server.up();
};

test('a flow is made once', async () => {
    const first = await post('/api/flows', 'k1', flow('once_made'));
    isDone(first, 201);
    assert.equal(first.headers.get('location'), '/api/flows/once_made');
    isDone(await post('/api/flows/once_made/publish', undefined, {}), 201);  // and goes on living
    await isSame(await post('/api/flows', 'k1', flow('once_made')), first);
    await powerCut();
    await isSame(await post('/api/flows', 'k1', flow('once_made')), first);
    isProblem(await post('/api/flows', 'k1', flow('once_other')), 422, 'idempotency.key_reused');
    isProblem(await post('/api/flows', 'k2', flow('once_made')), 409, 'flow.exists');
    isProblem(await wire.ask('GET', '/api/flows/once_other', { token }), 404, 'flow.unknown');
});

test('of many who make it at the same moment all get one answer', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => post('/api/flows', 'k3', flow('once_raced'))));
    for (const answer of answers) {
        await isSame(answer, answers[0]);
    }
    isDone(answers[0], 201);
});

test('what was refused is not remembered', async () => {
    const broken = flow('once_mended');
    isProblem(await post('/api/flows', 'k4', { ...broken, title: 'Another' }), 422, 'flow.key_mismatch');
    isDone(await post('/api/flows', 'k4', broken), 201);
});

test('a draft is published once', async () => {
    isDone(await post('/api/flows', undefined, flow('once_published')), 201);
    const publish = (key, body = { note: 'first' }) => post('/api/flows/once_published/publish', key, body);
    const versions = async () => (await get('/api/flows/once_published/versions')).items.map(({ version }) => version);
    const first = await publish('k5');
    assert.equal(isDone(first, 201).version, 1);
    await isSame(await publish('k5'), first);
    await powerCut();
    await isSame(await publish('k5'), first);
    isProblem(await publish('k5', { note: 'another' }), 422, 'idempotency.key_reused');
    assert.deepEqual(await versions(), [1]);
    assert.equal(isDone(await publish('k6'), 201).version, 2);
    // The key belongs to this flow: with another one it is another body.
    isDone(await post('/api/flows', undefined, flow('once_beside')), 201);
    isProblem(await post('/api/flows/once_beside/publish', 'k5', { note: 'first' }), 422, 'idempotency.key_reused');
    assert.deepEqual(await versions(), [2, 1]);
});

test('a roll-back happens once, and does not undo what came after it', async () => {
    isDone(await post('/api/flows', undefined, flow('once_back')), 201);
    for (const version of [1, 2]) {
        assert.equal(isDone(await post('/api/flows/once_back/publish', undefined, {}), 201).version, version);
    }
    const back = (key, version) => post('/api/flows/once_back/rollback', key, { version });
    const current = async () => (await get('/api/flows/once_back')).version;
    const first = await back('k7', 1);
    isDone(first);
    assert.equal(await current(), 1);
    isDone(await back(undefined, 2));
    await isSame(await back('k7', 1), first);
    assert.equal(await current(), 2);
    isProblem(await back('k7', 2), 422, 'idempotency.key_reused');
    isProblem(await back('k8', 9), 404, 'flow.unknown_version');
});

test('a node type is uploaded once', async () => {
    const source = (title) => `return { type = "once.upload", title = "${title}", outputs = { done = "Done" }, run = function() return "done" end }`;
    const upload = (key, title = 'One') => post('/api/node-types', key, { source: source(title) });
    const newest = async () => (await get('/api/node-types')).items.filter(({ type }) => type === 'once.upload').map(({ version }) => version);
    const first = await upload('k9');
    assert.equal(isDone(first, 201).version, 1);
    await isSame(await upload('k9'), first);
    assert.deepEqual(await newest(), [1]);
    await powerCut();
    await isSame(await upload('k9'), first);
    isProblem(await upload('k9', 'Two'), 422, 'idempotency.key_reused');
    assert.deepEqual(await newest(), [1]);
    assert.equal(isDone(await upload('k10', 'Two'), 201).version, 2);
});

test('the description says which operations take a key', async () => {
    const { paths } = await get('/api/openapi.json');
    const taking = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods)
        .filter(([, { parameters }]) => parameters.some(({ name }) => name === 'Idempotency-Key')).map(([method]) => `${method} ${path}`));
    assert.deepEqual(taking.sort(), [
        'post /api/articles',
        'post /api/channels',
        'post /api/chat/{channel}/conversations',
        'post /api/conversations/{id}/messages',
        'post /api/conversations/{id}/notes',
        'post /api/flow-reviews/{id}/approve',
        'post /api/flows',
        'post /api/flows/{key}/publish',
        'post /api/flows/{key}/reviews',
        'post /api/flows/{key}/rollback',
        'post /api/flows/{key}/runs',
        'post /api/flows/{key}/tests/cases',
        'post /api/node-types',
        'post /api/queues',
        'post /api/roles',
        'post /api/signals',
        'post /api/tags',
        'post /api/teams',
        'post /api/users',
    ]);
});
