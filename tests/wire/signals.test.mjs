// Events from outside find the runs that wait for them by name and key.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isDone, isProblem, Wire } from './support/wire.mjs';

let wire;
let token;

const waitsFor = (next) => ({
    type: 'control.wait_for_event',
    settings: { name: 'parcel.scanned', key: '{{vars.parcel}}', within: '1h' },
    next: { received: next, timeout: 'late' },
});
const twoScans = {
    format: 'millrace.flow/1', key: 'two_scans', title: 'Two scans', trigger: { on: 'api' },
    input: { parcel: { type: 'string', required: true } }, start: 'first',
    nodes: {
        first: waitsFor('second'),
        second: waitsFor('e'),
        e: { type: 'control.end', settings: { outcome: 'done', result: { expr: 'node.second.payload.place' } } },
        late: { type: 'control.end', settings: { outcome: 'late' } },
    },
};
const onLoss = {
    format: 'millrace.flow/1', key: 'on_loss', title: 'On loss', trigger: { on: 'event:parcel.lost' }, start: 'e',
    nodes: { e: { type: 'control.end' } },
};

before(async () => {
    wire = await Wire.open();
    token = await wire.login('admin@demo.test');
    await wire.publish(token, twoScans);
    await wire.publish(token, onLoss);
});
after(() => wire?.close());

const send = (body, options = {}) => wire.ask('POST', '/api/signals', { token, body, ...options });
const begin = (parcel, wait = 0) => wire.ask('POST', `/api/flows/two_scans/runs?wait=${wait}`,
    { token, headers: { 'idempotency-key': parcel }, body: { input: { parcel } } });
const show = async (run) => isDone(await wire.ask('GET', `/api/runs/${run}`, { token }));
const stands = (run, node) => wire.until(() => show(run), ({ tokens }) => tokens[0]?.node === node, `the run at ${node}`);

test('an event continues the run that waits for it by its key, and no other', async () => {
    const mine = isDone(await begin('p1'), 201).run_id;
    const other = isDone(await begin('p2'), 201).run_id;
    assert.deepEqual(isDone(await send({ name: 'parcel.scanned', key: 'p1', id: 'p1-1', payload: { place: 'Graz' } }), 202), { runs: [mine] });
    await stands(mine, 'second');
    assert.deepEqual(isDone(await send({ name: 'parcel.scanned', key: 'p1', id: 'p1-2', payload: { place: 'Wien' } }), 202), { runs: [mine] });
    const over = isDone(await begin('p1', 15_000), 201);
    assert.equal(over.run_id, mine);
    assert.equal(over.status, 'completed', JSON.stringify(over));
    assert.equal((await show(other)).tokens[0].node, 'first');
});

test('the same id takes effect once, also after a power cut', async () => {
    const run = isDone(await begin('p3'), 201).run_id;
    const scan = { name: 'parcel.scanned', key: 'p3', id: 'p3-1', payload: { place: 'Graz', at: 1 } };
    const first = isDone(await send(scan), 202);
    assert.deepEqual(first, { runs: [run] });
    await stands(run, 'second');
    assert.deepEqual(isDone(await send(scan), 202), first);
    assert.deepEqual(isDone(await send({ ...scan, payload: { at: 1, place: 'Graz' } }), 202), first, 'the order of members says nothing');
    isProblem(await send({ ...scan, payload: { place: 'Linz' } }), 422, 'idempotency.key_reused');
    await wire.server.kill();
    await wire.server.up();
    assert.deepEqual(isDone(await send(scan), 202), first);
    // Had one of them been heard twice, the run would be over, and this one would find nobody.
    isDone(await send({ name: 'parcel.scanned', key: 'p3', id: 'p3-2', payload: { place: 'Wien' } }), 202);
    const over = isDone(await begin('p3', 15_000), 201);
    assert.equal(over.status, 'completed', JSON.stringify(over));
    const journal = isDone(await wire.ask('GET', `/api/runs/${run}/journal`, { token }));
    const heard = journal.items.filter(({ command }) => /signal/i.test(command.name));
    assert.equal(heard.length, 2, JSON.stringify(journal.items.map(({ command }) => command)));
});

test('an Idempotency-Key does for who has no id', async () => {
    const run = isDone(await begin('p4'), 201).run_id;
    const scan = { name: 'parcel.scanned', key: 'p4', payload: {} };
    const once = { headers: { 'idempotency-key': 'p4-1' } };
    assert.deepEqual(isDone(await send(scan, once), 202), { runs: [run] });
    await stands(run, 'second');
    assert.deepEqual(isDone(await send(scan, once), 202), { runs: [run] });
    assert.equal((await show(run)).tokens[0].node, 'second');
    isProblem(await send({ ...scan, key: 'p5' }, once), 422, 'idempotency.key_reused');
});

test('an event that nobody waits for is accepted, reaches nobody and is not kept', async () => {
    assert.deepEqual(isDone(await send({ name: 'parcel.scanned', key: 'p6', id: 'p6-1' }), 202), { runs: [] });
    const run = isDone(await begin('p6'), 201).run_id;
    assert.equal((await show(run)).tokens[0].node, 'first');
    assert.deepEqual(isDone(await send({ name: 'parcel.scanned', key: 'p6', id: 'p6-2' }), 202), { runs: [run] });
});

test('flows that are triggered by the event begin', async () => {
    isDone(await send({ name: 'parcel.lost', key: 'p7', id: 'p7-1' }), 202);
    isDone(await send({ name: 'parcel.lost', key: 'p7', id: 'p7-1' }), 202);
    isDone(await send({ name: 'parcel.lost', key: 'p7', id: 'p7-2' }), 202);
    const runs = await wire.until(async () => isDone(await wire.ask('GET', '/api/runs?flow=on_loss', { token })).items,
        (items) => items.length >= 2, 'two runs of on_loss');
    assert.equal(runs.length, 2);
});

test('what is no event of ours is refused with a word', async () => {
    isProblem(await send({ name: 'parcel.eaten', key: 'p1', id: 'x1' }), 422, 'signal.unknown');
    isProblem(await send({ name: 'conversation.closed', key: 'p1', id: 'x2' }), 422, 'signal.reserved');
    isProblem(await send({ name: 'timer.fired', key: 'p1', id: 'x3' }), 422, 'signal.reserved');
    assert.equal(isProblem(await send({ key: 'p1' }), 422).errors[0].pointer, '/name');
    assert.equal(isProblem(await send({ name: 'parcel.scanned' }), 422).errors[0].pointer, '/key');
    assert.equal(isProblem(await send({ name: 'parcel.scanned', key: '' }), 422).errors[0].pointer, '/key');
    assert.equal(isProblem(await send({ name: 'parcel.scanned', key: 'k'.repeat(513) }), 422).errors[0].pointer, '/key');
    assert.equal(isProblem(await send({ name: 'parcel.scanned', key: 'p1', id: 7 }), 422).errors[0].pointer, '/id');
    isProblem(await send({ name: 'parcel.scanned', key: 'p1', surplus: 1 }), 422);
    isProblem(await send('{'), 400);
    isProblem(await send({ name: 'parcel.scanned', key: 'p1' }, { token: '' }), 401, 'auth.missing');
    for (const email of ['agent1@demo.test', 'supervisor@demo.test']) {
        isProblem(await send({ name: 'parcel.scanned', key: 'p1' }, { token: await wire.login(email) }), 403, 'permission.denied');
    }
});
