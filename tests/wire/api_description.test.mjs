// What the description of the API says about answers is true.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isDone, Wire } from './support/wire.mjs';

let wire;
let token;
let paths;

before(async () => {
    wire = await Wire.open();
    token = await wire.login('admin@demo.test');
    ({ paths } = isDone(await wire.ask('GET', '/api/openapi.json')));
});
after(() => wire?.close());

/** The names of a shape that begins "{a, b: [{c}], d?}": those that are always there, and those that may be. */
function namesIn(shape) {
    const always = [];
    const perhaps = [];
    let depth = 0;
    for (const [, open, close, name, mark] of shape.matchAll(/([{[])|([}\]])|(\w+)(\??)/g)) {
        depth += open ? 1 : close ? -1 : 0;
        if (close && depth === 0) {
            break;
        }
        if (name && depth === 1) {
            (mark ? perhaps : always).push(name);
        }
    }
    return { always, perhaps };
}

const shapeOf = (method, path) => paths[path][method].responses['200'].description;

function fits(shape, answer) {
    const { always, perhaps } = namesIn(shape);
    assert.deepEqual(Object.keys(answer).filter((name) => !perhaps.includes(name)).sort(), [...always].sort(), shape);
}

test('every list and every thing that an admin may ask for has the members that are described', async () => {
    const asked = Object.keys(paths).filter((path) => path.startsWith('/api/') && !path.includes('{') && paths[path].get
        && shapeOf('get', path).startsWith('{') && path !== '/api/agents/me');
    assert.ok(asked.length >= 14, asked.join());
    for (const path of asked) {
        fits(shapeOf('get', path), isDone(await wire.ask('GET', path, { token })));
    }
});

test('and so have a conversation, a message, a flow, a draft, a run, an agent and a queue', async () => {
    const { conversation_id: id, token: visitor } = isDone(await wire.ask('POST', '/api/chat/web/conversations', { body: {} }), 201);
    const said = isDone(await wire.ask('POST', `/api/chat/conversations/${id}/messages`, { token: visitor, body: { id: 'm1', text: 'Hello' } }), 202);
    fits(paths['/api/chat/conversations/{id}/messages'].post.responses['202'].description, said);
    const about = async (path, real, who = token) => fits(shapeOf('get', path), isDone(await wire.ask('GET', real, { token: who })));
    await about('/api/conversations/{id}', `/api/conversations/${id}`);
    await about('/api/conversations/{id}/messages', `/api/conversations/${id}/messages`);
    await about('/api/flows/{key}', '/api/flows/triage');
    await about('/api/flows/{key}/draft', '/api/flows/triage/draft');
    await about('/api/flows/{key}/versions', '/api/flows/triage/versions');
    await about('/api/queues/{key}/routing', '/api/queues/sales/routing');
    await about('/api/templates/{key}', '/api/templates/still_waiting');
    await about('/api/lookups/{key}', '/api/lookups/customers');
    await about('/api/agents/me', '/api/agents/me', await wire.login('agent1@demo.test'));
    const { items } = isDone(await wire.ask('GET', '/api/runs', { token }));
    await about('/api/runs/{id}', `/api/runs/${items[0].run_id}`);
    await about('/api/runs/{id}/journal', `/api/runs/${items[0].run_id}/journal`);
});

test('texts and tables are written, read and removed, and a wrong one is refused with its place', async () => {
    const put = (path, body) => wire.ask('PUT', path, { token, body });
    isDone(await put('/api/templates/hello', { text: 'Hello {{name}}.' }));
    assert.equal(isDone(await wire.ask('GET', '/api/templates/hello', { token })).text, 'Hello {{name}}.');
    assert.equal((await put('/api/templates/Hello', { text: 'x' })).json.errors[0].pointer, '/key');
    assert.equal((await wire.ask('DELETE', '/api/templates/hello', { token })).status, 204);
    assert.equal((await wire.ask('GET', '/api/templates/hello', { token })).status, 404);

    isDone(await put('/api/lookups/cities', { title: 'Cities', rows: { Lima: { country: 'PE' }, Oslo: 'NO' } }));
    assert.deepEqual(isDone(await wire.ask('GET', '/api/lookups/cities', { token })).rows, { Lima: { country: 'PE' }, Oslo: 'NO' });
    const twice = await put('/api/lookups/cities', { rows: { Lima: 1, ' LÍMA': 2 } });
    assert.equal(twice.status, 422);
    assert.equal(twice.json.code, 'lookup.malformed');
    assert.equal((await wire.ask('DELETE', '/api/lookups/cities', { token })).status, 204);
    assert.equal((await wire.ask('DELETE', '/api/lookups/cities', { token })).status, 404);
});
