// Node types in a folder, changed while the server runs: what is saved is taken up, what is broken is complained of, and
// nothing changes under a run that waits.

import assert from 'node:assert/strict';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { isDone, Wire } from './support/wire.mjs';

let folder;
let file;
let wire;
let token;

const greets = (word, output = 'done') => `return {
  type = "acme.greet",
  title = "Greet",
  outputs = { { key = "${output}", title = "It is said." } },
  sets = { "said" },
  run = function(ctx)
    ctx.vars.said = ctx.vars.said .. "${word} "
    return "${output}"
  end,
}
`;
// Says it once before it waits, and once after.
const twice = {
    format: 'millrace.flow/1', key: 'twice', title: 'Twice', trigger: { on: 'api' }, start: 'first',
    variables: { said: { type: 'string', default: '' } },
    nodes: {
        first: { type: 'acme.greet', next: { done: 'wait' } },
        wait: { type: 'control.wait_for_event', settings: { name: 'acme.go_on', within: '1h' }, next: { received: 'second', timeout: 'end' } },
        second: { type: 'acme.greet', next: { done: 'end' } },
        end: { type: 'control.end', settings: { result: { expr: 'vars.said' } } },
    },
};

before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'millrace-nodes-'));
    await mkdir(join(folder, 'acme'));
    file = join(folder, 'acme', 'greet.lua');
    await writeFile(file, greets('one'));
    wire = await Wire.open({ options: ['--nodes', folder] });
    token = await wire.login('admin@demo.test');
    await wire.publish(token, twice);
});
after(async () => {
    await wire?.close();
    await rm(folder, { recursive: true, force: true });
});

const begin = async () => isDone(await wire.ask('POST', '/api/flows/twice/runs', { token, body: {} }), 201).run_id;
const goOn = async (run) => {
    await wire.until(async () => isDone(await wire.ask('GET', `/api/runs/${run}`, { token })), ({ status }) => status === 'waiting', 'it to wait');
    isDone(await wire.ask('POST', `/api/runs/${run}/signals`, { token, body: { name: 'acme.go_on', id: 'once', payload: {} } }));
    const { output } = await wire.until(async () => isDone(await wire.ask('GET', `/api/runs/${run}`, { token })),
        ({ status }) => status === 'completed', 'it to end');
    return output.result;
};
const logged = (words, what) => wire.until(() => wire.server.output, (output) => words.test(output), what);
const current = async () => isDone(await wire.ask('GET', '/api/flows/twice', { token })).version;

test('a saved file is a new version of its type: new runs take it, those that wait keep theirs, also over a restart', async () => {
    const early = await begin();
    const patient = await begin();
    await writeFile(file, greets('two'));
    await logged(/greet\.lua is acme\.greet version 2\n/, 'the file to be taken up');
    await logged(/the flow twice version 2 has it/, 'the flow to be published with it');
    assert.equal(await current(), 2);

    const late = await begin();
    assert.equal(await goOn(early), 'one one ');
    assert.equal(await goOn(late), 'two two ');

    await wire.server.rest();
    await wire.server.up();
    token = await wire.login('admin@demo.test');
    assert.equal(await goOn(patient), 'one one ');
    assert.equal(await current(), 2, 'nothing has changed meanwhile');
});

test('a broken file is complained of with its line, and what it was stays', async () => {
    const before = await current();
    await writeFile(file, 'return {\n  type = "acme.greet",\n  title = \n');
    await logged(/greet\.lua:\d+: line \d+: /, 'the complaint');
    assert.equal(await goOn(await begin()), 'two two ');

    await writeFile(file, greets('three').replace('title =', 'titel ='));
    await logged(/greet\.lua:3: \/titel: .*did you mean title/, 'the complaint of the other mistake');
    assert.equal(await goOn(await begin()), 'two two ');
    assert.equal(await current(), before);

    await writeFile(file, greets('three'));
    await logged(/the flow twice version 3 has it/, 'the repaired file');
    assert.equal(await goOn(await begin()), 'three three ');
});

test('a type that no longer fits into a flow leaves that flow as it is', async () => {
    const before = await current();
    await writeFile(file, greets('four', 'spoken'));
    await logged(/the flow twice stays with the acme\.greet that it has: .*expected an output of .first. but found .done./, 'why it stays');
    assert.equal(await current(), before);
    assert.equal(await goOn(await begin()), 'three three ');
    await writeFile(file, greets('five'));
    await logged(/the flow twice version 4 has it/, 'one that fits again');
    assert.equal(await goOn(await begin()), 'five five ');
});

test('a new file is a new type, and one that is gone stays for who uses it', async () => {
    await writeFile(join(folder, 'wave.lua'), greets('hello').replace('acme.greet', 'acme.wave'));
    await logged(/wave\.lua is acme\.wave version 1\n/, 'the new type');
    const types = isDone(await wire.ask('GET', '/api/node-types', { token })).items;
    assert.ok(types.some(({ type }) => type === 'acme.wave'));

    await rm(file);
    await logged(/greet\.lua is gone/, 'that it is gone');
    assert.equal(await goOn(await begin()), 'five five ');

    // Stored, so a start without the folder has it too.
    await wire.server.rest();
    wire.server.options = [];
    await wire.server.up();
    token = await wire.login('admin@demo.test');
    assert.equal(await goOn(await begin()), 'five five ');
});
