// Backups of a server that works, and the way back.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Counters, counting } from './support/counting_flow.mjs';
import { isDone, Wire } from './support/wire.mjs';

let wire;
let token;
let counters;
let folder;
let shop;
const heard = [];  // idempotency keys of the calls that reached the shop, each as often as it came

before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millrace-backup-'));
    // Never answers: what is sent to it stays on the way.
    shop = createServer((request) => heard.push(request.headers['idempotency-key']));
    await new Promise((resolve) => shop.listen(0, '127.0.0.1', resolve));
    wire = await Wire.open({ options: ['--allow-http', `127.0.0.1:${shop.address().port}`] });
    token = await wire.login('admin@demo.test');
    counters = new Counters(wire, token);
    await wire.publish(token, counting);
    await wire.publish(token, {
        format: 'millrace.flow/1', key: 'paying', title: 'Paying', trigger: { on: 'api' }, start: 'pay',
        nodes: {
            pay: {
                type: 'integration.http',
                settings: { method: 'POST', url: `http://127.0.0.1:${shop.address().port}/pay`, timeout: '2m', attempts: 3 },
                next: { ok: 'paid', error: 'unsure' },
            },
            paid: { type: 'control.end', settings: { outcome: 'paid' } },
            unsure: { type: 'control.end', settings: { outcome: 'unsure', result: { expr: 'node.pay.error' } } },
        },
    });
});
after(async () => {
    await wire?.close();
    shop?.closeAllConnections?.();
    shop?.close();
    await rm(folder, { recursive: true, force: true });
});

const epochOf = (output) => Number(output.match(/the epoch is (\d+)/)[1]);

test('a backup of a server that works is one moment, and becomes a server again', async () => {
    const run = isDone(await counters.begin('kept'), 201).run_id;
    isDone(await counters.tell(run, 'k1'));
    const file = join(folder, 'first.db');

    // People go on while it is being made.
    let making = true;
    const told = (async () => {
        let count = 0;
        while (making || count === 0) {
            isDone(await counters.tell(run, `meanwhile-${++count}`));
        }
        return count;
    })();
    const made = await wire.command('backup', file, '--data', wire.server.data);
    making = false;
    const meanwhile = await told;
    assert.equal(made.status, 0, made.output);
    assert.match(made.output, /sound/);
    assert.equal((await counters.show(run)).vars.count, 1 + meanwhile);
    const again = await wire.command('backup', file, '--data', wire.server.data);
    assert.equal(again.status, 1, 'a backup never overwrites another');
    assert.match(again.output, /exists/);
    isDone(await counters.tell(run, 'after'));

    const restored = await Wire.open();
    try {
        await restored.server.rest();
        const into = join(folder, 'restored');
        const refused = await restored.command('restore', file, '--data', restored.server.data);
        assert.equal(refused.status, 1, 'a restore never overwrites data');
        const done = await restored.command('restore', file, '--data', into);
        assert.equal(done.status, 0, done.output);
        assert.ok(epochOf(done.output) > 1_000_000, done.output);
        assert.equal((await restored.command('verify', '--data', into)).status, 0);
        await rm(restored.server.data, { recursive: true });
        restored.server.data = into;
        await restored.server.up();
        const there = new Counters(restored, await restored.login('admin@demo.test'));
        const { count } = (await there.show(run)).vars;
        assert.ok(count >= 1 && count <= 1 + meanwhile, `a moment while it was made, but the count is ${count}`);
        isDone(await there.tell(run, 'after'));
        assert.equal((await there.show(run)).vars.count, count + 1);
        // Whoever asked before the backup is remembered.
        assert.equal(isDone(await there.begin('kept'), 201).run_id, run);
        isDone(await there.begin('new'), 201);
    } finally {
        await restored.close();
    }
});

test('an effect on its way when the backup was made is never sent again: the flow hears that nobody knows', async () => {
    const run = isDone(await wire.ask('POST', '/api/flows/paying/runs', { token, body: { input: {} } }), 201).run_id;
    await wire.until(() => heard.length, (count) => count === 1, 'the shop to be called');
    const file = join(folder, 'on_the_way.db');
    assert.equal((await wire.command('backup', file, '--data', wire.server.data)).status, 0);

    // The machine is lost.
    await wire.server.kill();
    const into = join(folder, 'on_the_way');
    const done = await wire.command('restore', file, '--data', into);
    assert.equal(done.status, 0, done.output);
    assert.match(done.output, /1 effect was on the way/);
    await rm(wire.server.data, { recursive: true });
    wire.server.data = into;
    await wire.server.up();
    const over = await wire.until(() => counters.show(run), ({ status }) => status === 'completed', 'the run to end');
    assert.equal(over.output.outcome, 'unsure', JSON.stringify(over));
    assert.equal(over.output.result, 'outcome_unknown', JSON.stringify(over));
    assert.equal(heard.length, 1, 'the shop heard of it once');

});

test('what is no backup is refused before anything is written', async () => {
    const file = join(folder, 'letter.db');
    await writeFile(file, 'Dear Sir or Madam');
    const into = join(folder, 'nothing');
    for (const name of [file, join(folder, 'missing.db')]) {
        const refused = await wire.command('restore', name, '--data', into);
        assert.equal(refused.status, 1, refused.output);
        assert.match(refused.output, /expected .* to be a backup/);
    }
    await assert.rejects(readdir(into), 'no folder was made');
});

test('a server asked for daily backups makes the one that was missed, and keeps as many as it shall', async () => {
    const daily = join(folder, 'daily');
    await wire.server.rest();
    const old = ['20260101T030000Z', '20260102T030000Z', '20260103T030000Z'].map((at) => `millrace-${at}.db`);
    await mkdir(daily);
    for (const name of [...old, 'letters.db']) {
        await writeFile(join(daily, name), 'old');
    }
    wire.server.options.push('--backup-to', daily, '--backup-at', '03:00', '--backup-keep', '2');
    await wire.server.up();
    const there = await wire.until(() => readdir(daily),
        (names) => names.length === 3 && names.some((name) => !old.includes(name) && name.startsWith('millrace-') && name.endsWith('.db')),
        'one new backup and one old one');
    assert.ok(there.includes('letters.db'), 'what is not ours stays');
    assert.ok(there.includes(old[2]), 'the oldest go first');
    const made = there.find((name) => name.startsWith('millrace-') && !old.includes(name));
    const restored = await wire.command('restore', join(daily, made), '--data', join(folder, 'of_the_day'));
    assert.equal(restored.status, 0, restored.output);
    assert.equal((await wire.command('verify', '--data', join(folder, 'of_the_day'))).status, 0);

    // Started again on the same day there is nothing to do.
    await wire.server.rest();
    await wire.server.up();
    isDone(await counters.begin('another'), 201);
    assert.deepEqual((await readdir(daily)).sort(), there.sort());
});

test('a time of day that is none is refused at the start', async () => {
    const { status, output } = await wire.command('serve', '--backup-to', join(folder, 'x'), '--backup-at', '3 a.m.', '--listen', '127.0.0.1:0');
    assert.equal(status, 1);
    assert.match(output, /expected a time of day such as 03:00 but found '3 a\.m\.'/);
});
