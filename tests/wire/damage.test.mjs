// Bytes that changed on the disk: the run they belong to is named and set aside, and nobody else notices.

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Counters, counting } from './support/counting_flow.mjs';
import { isDone, isProblem, Wire } from './support/wire.mjs';

let wire;
let counters;

before(async () => {
    wire = await Wire.open();
    const token = await wire.login('admin@demo.test');
    counters = new Counters(wire, token);
    await wire.publish(token, counting);
});
after(() => wire?.close());

/** Flips a bit of every copy of the text in the store's file, while nobody has it open. */
async function damage(text) {
    const path = join(wire.server.data, 'millrace.db');
    const bytes = await readFile(path);
    let found = 0;
    for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) {
        bytes[at + text.length - 1] ^= 1;
        ++found;
    }
    await writeFile(path, bytes);
    return found;
}

const verify = () => wire.command('verify', '--data', wire.server.data);

test('verify names the damaged run and no other; serve sets it aside and the others go on', async () => {
    const runs = {};
    for (const name of ['healthy', 'damaged', 'bystander']) {
        // The text stands in the first turn, and in each snapshot after it.
        runs[name] = isDone(await counters.begin(`text of the ${name} one`, name), 201).run_id;
        isDone(await counters.tell(runs[name], `${name}-1`));
    }
    await wire.server.rest();
    assert.equal((await verify()).status, 0, (await verify()).output);

    assert.ok(await damage('text of the damaged one') >= 1, 'the text is in the file');
    const { status, output } = await verify();
    assert.equal(status, 1, output);
    assert.match(output, new RegExp(`^run ${runs.damaged} of counting: .*checksum`, 'm'));
    assert.doesNotMatch(output, new RegExp(`${runs.healthy}|${runs.bystander}`));

    await wire.server.up();
    isProblem(await counters.tell(runs.damaged, 'damaged-2'), 409, 'run.quarantined');
    for (const name of ['healthy', 'bystander']) {
        isDone(await counters.tell(runs[name], `${name}-2`));
        assert.equal((await counters.show(runs[name])).vars.count, 2);
    }
    const aside = isDone(await wire.ask('GET', '/api/runs?status=quarantined', { token: counters.token })).items;
    assert.deepEqual(aside.map(({ run_id: id }) => id), [runs.damaged]);

    // It stays aside over a restart, and still nobody else suffers.
    await wire.server.kill();
    await wire.server.up();
    isProblem(await counters.tell(runs.damaged, 'damaged-3'), 409, 'run.quarantined');
    isDone(await counters.tell(runs.healthy, 'healthy-3'));
    isDone(await counters.begin('somebody new'), 201);
});

test('a customer whose run is damaged gets a person, although he says nothing', async () => {
    const name = 'Customer Fourtyseven';
    const { conversation_id: conversation } = isDone(await wire.ask('POST', '/api/chat/web/conversations',
        { headers: { 'idempotency-key': name }, body: { name } }), 201);
    const talks = () => wire.ask('GET', `/api/conversations/${conversation}`, { token: counters.token }).then((answer) => isDone(answer));
    const runs = () => wire.ask('GET', '/api/runs?flow=triage&status=waiting', { token: counters.token }).then((answer) => isDone(answer).items);
    const [{ run_id: run }] = await wire.until(runs, ({ length }) => length === 1, 'his run at its first question');
    assert.notEqual((await talks()).status, 'queued');
    await wire.server.rest();
    assert.ok(await damage(name) >= 1);

    await wire.server.up();
    isProblem(await wire.ask('POST', `/api/runs/${run}/signals`, { token: counters.token, body: { name: 'anything', id: 'a1', payload: {} } }), 409, 'run.quarantined');
    await wire.until(talks, ({ status }) => status === 'queued', 'the conversation in a queue');
});

test('damage to a page that holds no run is named as the database\'s', async () => {
    await wire.server.rest();
    const path = join(wire.server.data, 'millrace.db');
    const bytes = await readFile(path);
    const size = bytes.readUInt16BE(16);
    const at = Math.floor(bytes.length / size / 2) * size;
    bytes.fill(0xee, at, at + size);
    await writeFile(path, bytes);
    const { status, output } = await verify();
    assert.equal(status, 1, output);
    assert.match(output, /database|malformed|run /);
});
