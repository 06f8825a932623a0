// A disk that is full, and one whose syncs fail: what the outside hears of it. The library bad_disk.so lies between the
// program and the system, and does to the store's files what files in its folder tell it to.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { Counters, counting } from './support/counting_flow.mjs';
import { isDone, isProblem, Wire } from './support/wire.mjs';

let wire;
let token;
let counters;
let folder;

before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millrace-bad-disk-'));
    wire = await Wire.open({
        environment: { LD_PRELOAD: join(dirname(process.env.MILLRACE_BIN), 'bad_disk.so'), BAD_DISK: folder },
    });
    token = await wire.login('admin@demo.test');
    counters = new Counters(wire, token);
    await wire.publish(token, counting);
});
after(async () => {
    await rm(folder, { recursive: true, force: true });
    await wire?.close();
});

const becomes = (how) => writeFile(join(folder, how), '');
const isMended = (how) => rm(join(folder, how));

test('a full disk: changes are refused, all can be read, and it goes on by itself when there is room', async () => {
    const run = isDone(await counters.begin('full'), 201).run_id;
    isDone(await counters.tell(run, 'f1'));

    await becomes('full');
    for (let i = 0; i < 3; ++i) {
        const refused = await counters.tell(run, 'f2');
        isProblem(refused, 503, 'storage_full');
        assert.ok(Number(refused.headers.get('retry-after')) >= 1, 'it says when to ask again');
    }
    isProblem(await counters.begin('never'), 503, 'storage_full');
    isProblem(await wire.ask('POST', '/api/flows', { token, body: { key: 'other', title: 'Other', document: { ...counting, key: 'other', title: 'Other' } } }), 503, 'storage_full');
    assert.equal((await counters.show(run)).vars.count, 1);
    assert.equal(isDone(await wire.ask('GET', '/api/flows', { token })).items.some(({ key }) => key === 'counting'), true);
    isProblem(await wire.ask('GET', '/readyz'), 503, 'server.not_ready');
    assert.equal((await wire.ask('GET', '/healthz')).status, 200);

    await isMended('full');
    isDone(await counters.tell(run, 'f2'));
    isDone(await wire.ask('GET', '/readyz'));
    assert.equal((await counters.show(run)).vars.count, 2);
    isDone(await counters.begin('never'), 201);
});

test('a sync that fails: nothing is acknowledged, the program ends with one line, and a fresh start goes on', async () => {
    const run = isDone(await counters.begin('sync'), 201).run_id;
    isDone(await counters.tell(run, 's1'));

    await becomes('sync');
    const answer = await counters.tell(run, 's2').catch((error) => error);
    assert.ok(answer instanceof Error || answer.status >= 500, 'no acknowledgement');
    assert.equal(await wire.server.ended(), 70);
    const lines = wire.server.output.split('\n').filter((line) => line.startsWith('millrace: '));
    assert.equal(lines.length, 1, wire.server.output);
    assert.match(lines[0], /^millrace: stopping, because a commit failed in .*millrace\.db/);

    await isMended('sync');
    await wire.server.up();
    const { count } = (await counters.show(run)).vars;
    assert.ok(count === 1 || count === 2, `what was not acknowledged is there whole or not at all, but the count is ${count}`);
    isDone(await counters.tell(run, 's2'));
    assert.equal((await counters.show(run)).vars.count, 2, 'told again with the same id, it counts once');
});
