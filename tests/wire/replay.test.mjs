// A run decided again on something else: the first thing that would be different.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isDone, isProblem, Wire } from './support/wire.mjs';

let wire;
let token;
let run;
const greets = (text) => ({
    format: 'millrace.flow/1', key: 'greets', title: 'Greets', trigger: { on: 'api' }, input: { name: { type: 'string', required: true } },
    variables: { greeting: { type: 'string', default: '' } }, start: 'wait',
    nodes: {
        wait: { type: 'control.wait_for_event', settings: { name: 'guest.came', within: '1h' }, next: { received: 'greet', timeout: 'over' } },
        greet: { type: 'control.set', settings: { values: { greeting: text } }, next: { done: 'over' } },
        over: { type: 'control.end' },
    },
});
before(async () => {
    wire = await Wire.open();
    token = await wire.login('admin@demo.test');
    await wire.publish(token, greets("'Hello ' .. vars.name"));
    run = isDone(await wire.ask('POST', '/api/flows/greets/runs', { token, body: { input: { name: 'Ana' } } }), 201).run_id;
    isDone(await wire.ask('POST', `/api/runs/${run}/signals`, { token, body: { name: 'guest.came', id: 's1' } }));
});
after(() => wire?.close());

const replay = (body, as = token) => wire.ask('POST', `/api/runs/${run}/replay`, { token: as, body });
const draft = async (document) => {
    const before = await wire.ask('GET', '/api/flows/greets/draft', { token });
    isDone(await wire.ask('PUT', '/api/flows/greets/draft', { token, body: { document }, headers: { 'if-match': before.headers.get('etag') } }));
};

test('watch: on its own version a run does the same, byte for byte', async () => {
    assert.deepEqual(isDone(await replay({})), { same: true, turns: 2, divergence: null });
    assert.deepEqual(isDone(await replay({ version: 1 })), { same: true, turns: 2, divergence: null });
});

test('watch: on a changed draft it shows the first thing that would be different, and where', async () => {
    await draft(greets("'Good morning ' .. vars.name"));
    const { same, turns, divergence } = isDone(await replay({ draft: true }));
    assert.equal(same, false);
    assert.equal(turns, 2);
    assert.equal(divergence.seq, 2);
    assert.ok(divergence.at);
    assert.match(divergence.expected, /Hello Ana/);
    assert.match(divergence.found, /Good morning Ana/);
    // As a document in the request it is the same, and nothing has changed by all this.
    assert.deepEqual(isDone(await replay({ document: greets("'Good morning ' .. vars.name") })).divergence, divergence);
    assert.equal(isDone(await wire.ask('GET', `/api/runs/${run}`, { token })).vars.greeting, 'Hello Ana');
});

test('watch: on a version of today, after a publish', async () => {
    await draft(greets("'Hello ' .. vars.name"));
    isDone(await wire.ask('POST', '/api/flows/greets/publish', { token, body: {} }), 201);
    assert.equal(isDone(await replay({ version: 2 })).same, true);
    const elsewhere = greets("'Hello ' .. vars.name");
    elsewhere.nodes.wait.next.received = 'over';
    const { divergence } = isDone(await replay({ document: elsewhere }));
    assert.equal(divergence.node, 'wait');
});

test('watch: what cannot be replayed is said', async () => {
    isProblem(await replay({ version: 9 }), 404, 'flow.unknown_version');
    isProblem(await replay({ version: 1, draft: true }), 422, 'request.invalid');
    const broken = greets("'x'");
    broken.nodes.greet.type = 'control.sat';
    isProblem(await replay({ document: broken }), 422, 'flow.unknown_type');
    isProblem(await wire.ask('POST', '/api/runs/0000000000000/replay', { token, body: {} }), 404, 'run.unknown');
    isProblem(await replay({}, await wire.login('supervisor@demo.test')), 403, 'permission.denied');
});
