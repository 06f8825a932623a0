// An admin writes a node type, tries it, uploads it, and sees who uses it.

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

const get = async (path) => isDone(await wire.ask('GET', path, { token }));
const post = (path, body, headers) => wire.ask('POST', path, { token, body, headers });

const greets = (word) => `return {
  type = "shop.greet",
  title = "Greet",
  outputs = { { key = "known", title = "We know the name." }, { key = "unknown", title = "We do not." } },
  run = function(ctx)
    if not ctx.contact.name then return "unknown" end
    ctx.send("${word}, " .. ctx.contact.name .. ".")
    return "known"
  end,
}
`;
const cases = (word) => `node shop.greet
case a name
  given contact.name=Ana
  enter
  asks message.send text="${word}, Ana."
  leaves known
case no name
  enter
  leaves unknown
`;
const using = (key, title) => ({
    format: 'millrace.flow/1', key, title, trigger: { on: 'conversation.started' }, start: 'hello',
    nodes: { hello: { type: 'shop.greet', next: { known: 'end', unknown: 'end' } }, end: { type: 'control.end' } },
});

test('the palette knows where a type comes from, and each shipped one has help and cases', async () => {
    const { items } = await get('/api/node-types');
    assert.ok(items.length > 30);
    for (const { type, origin, category_title: category, cases: count, help } of items) {
        assert.equal(origin, 'shipped', type);
        assert.match(category, /^[A-Z]/);
        assert.ok(count > 0 && help.length > 0, type);
    }
    const enqueue = await get('/api/node-types/routing.enqueue');
    assert.deepEqual(enqueue.versions, [{ version: 1, origin: 'shipped', at: null, author_name: null, source_hash: null }]);
    assert.ok(enqueue.used_by.some(({ flow, version, node }) => flow === 'triage' && version >= 1 && node), JSON.stringify(enqueue.used_by));
    const shipped = await get('/api/node-types/routing.enqueue/versions/1');
    assert.equal(shipped.source, null);
    assert.match(shipped.cases, /^(#.*\n)*node routing\.enqueue/);
    const lua = items.find(({ type }) => type === 'routing.vip_enqueue');
    assert.ok(lua);
    assert.match((await get('/api/node-types/routing.vip_enqueue/versions/1')).source, /return/);
});

test('cases are tried before anything is stored: each failing line says what was expected and found', async () => {
    const good = isDone(await post('/api/node-types/test', { source: greets('Hello'), cases: cases('Hello') }));
    assert.deepEqual([good.passed, good.counts, good.complaints], [true, { cases: 2, failed: 0 }, []]);

    const bad = isDone(await post('/api/node-types/test', { source: greets('Hello'), cases: cases('Good morning') }));
    assert.equal(bad.passed, false);
    assert.deepEqual(bad.cases.map(({ name, line, passed, failed_in: way }) => [name, line, passed, way]),
        [['a name', 2, false, 'straight'], ['no name', 7, true, null]]);
    const { line, column, source, expected, found, transcript } = bad.cases[0].failure;
    assert.deepEqual([line, column], [5, 3]);
    assert.match(source, /^asks message\.send/);
    assert.match(expected, /Good morning/);
    assert.match(found, /Hello/);
    assert.ok(Array.isArray(transcript));

    const slip = isDone(await post('/api/node-types/test', { source: greets('Hello'), cases: 'node shop.greet\ncase a\n  entre\n' }));
    assert.equal(slip.passed, false);
    assert.deepEqual([slip.complaints[0].line, slip.complaints[0].column], [3, 3]);
    const other = isDone(await post('/api/node-types/test', { source: greets('Hello'), cases: 'node control.end\ncase a\n  enter\n' }));
    assert.match(other.complaints[0].message, /expected cases that begin 'node shop\.greet' but they are of 'control\.end'/);
    assert.equal((await get('/api/node-types')).items.some(({ type }) => type === 'shop.greet'), false);
});

test('what a type keeps in ctx.memory is there when the process was killed after every line', async () => {
    const source = `return {
  type = "shop.patient", title = "Patient", outputs = { { key = "done", title = "Done." } },
  enter = function(settings, ctx) ctx.memory.at = ctx.now() return ctx.wait_for("message.received") end,
  resume = function(settings, signal, ctx) return ctx.memory.at and "done" or ctx.fail("shop.forgot", "it is gone") end,
}`;
    const report = isDone(await post('/api/node-types/test', { source, cases: 'node shop.patient\ncase it remembers\n  enter\n  customer: Hi\n  leaves done\n' }));
    assert.equal(report.passed, true, JSON.stringify(report));
});

test('an upload plays its cases first, and stores nothing when one fails', async () => {
    const refused = await post('/api/node-types', { source: greets('Hello'), help: '# Greet', cases: cases('Bonjour') });
    const problem = isProblem(refused, 422, 'node_type.cases_failed');
    assert.match(problem.detail, /case 'a name', line 5: expected/);
    assert.equal(problem.errors[0].pointer, '/cases');
    assert.equal(problem.report.passed, false);
    assert.equal(problem.report.cases.length, 2);
    isProblem(await wire.ask('GET', '/api/node-types/shop.greet', { token }), 404, 'node_type.unknown');

    const made = isDone(await post('/api/node-types', { source: greets('Hello'), help: '# Greet', cases: cases('Hello') }), 201);
    assert.deepEqual([made.version, made.origin, made.cases, made.warnings], [1, 'org', 2, []]);
    const bare = isDone(await post('/api/node-types', { source: greets('Hi') }), 201);
    assert.equal(bare.version, 2);
    assert.deepEqual(bare.warnings.map(({ code }) => code), ['node_type.no_cases', 'node_type.no_help']);
});

test('each version is kept with its source, help, cases, time and author', async () => {
    const { versions, origin, cases: count } = await get('/api/node-types/shop.greet');
    assert.deepEqual([origin, count], ['org', 0]);
    assert.deepEqual(versions.map(({ version }) => version), [2, 1]);
    assert.ok(versions.every(({ at, author_name: author, source_hash: hash }) => !Number.isNaN(Date.parse(at)) && author && /^[0-9a-f]{64}$/.test(hash)));
    assert.notEqual(versions[0].source_hash, versions[1].source_hash);
    const first = await get('/api/node-types/shop.greet/versions/1');
    assert.deepEqual(first, { type: 'shop.greet', version: 1, origin: 'org', source: greets('Hello'), help: '# Greet', cases: cases('Hello') });
    const ask = (path) => wire.ask('GET', path, { token });
    isProblem(await ask('/api/node-types/shop.greet/versions/9'), 404, 'node_type.unknown_version');
    isProblem(await ask('/api/node-types/shop.greet/versions/one'), 404, 'node_type.unknown_version');
    isProblem(await ask('/api/node-types/shop.nobody/versions/1'), 404, 'node_type.unknown');
});

test('who uses a type is told: published flows with the version they pinned, and drafts with their author', async () => {
    await wire.publish(token, using('greeting', 'Greeting'));
    const draft = using('drafted', 'Drafted');
    isDone(await post('/api/flows', { key: 'drafted', title: 'Drafted', document: draft }), 201);
    const { used_by: uses } = await get('/api/node-types/shop.greet');
    assert.deepEqual(uses.map(({ flow, title, version, type_version: pinned, node }) => [flow, title, version, pinned, node]),
        [['drafted', 'Drafted', null, null, 'hello'], ['greeting', 'Greeting', 1, 2, 'hello']]);
    assert.ok(uses[0].draft_of && uses[1].draft_of === null);
});

test('versions, uses and cases are there again after a restart', async () => {
    const before = await get('/api/node-types/shop.greet');
    await wire.server.rest();
    await wire.server.up();
    token = await wire.login('admin@demo.test');
    assert.deepEqual(await get('/api/node-types/shop.greet'), before);
    assert.equal((await get('/api/node-types/shop.greet/versions/1')).cases, cases('Hello'));
});

test('what is too much, broken or not one\'s own to do is refused', async () => {
    isProblem(await post('/api/node-types/test', { source: greets('x'), cases: '#'.repeat(70_000) }), 413, 'text.too_large');
    isProblem(await post('/api/node-types/test', { source: 'return {' }), 422, 'node_type.invalid');
    isProblem(await post('/api/node-types/test', { source: greets('x').replace('shop.greet', 'control.end'), cases: '' }), 409, 'node_type.shipped');
    isProblem(await post('/api/node-types/test', {}), 422);
    const agent = await wire.login('agent1@demo.test');
    for (const [method, path] of [['GET', '/api/node-types/control.end'], ['GET', '/api/node-types/control.end/versions/1'], ['POST', '/api/node-types/test']]) {
        isProblem(await wire.ask(method, path, { token: agent, body: method === 'POST' ? {} : undefined }), 403, 'permission.denied');
    }
});

test('cases that never come to an end are given up in time', async () => {
    const source = `return { type = "shop.slow", title = "Slow", outputs = { { key = "done", title = "Done." } },
      run = function(ctx) local n = 0 for i = 1, 900000 do n = n + i end return "done" end }`;
    const many = `node shop.slow\n${Array.from({ length: 1_500 }, (_, i) => `case c${i}\n  enter\n  leaves done\n`).join('')}`;
    const begun = Date.now();
    const report = isDone(await post('/api/node-types/test', { source, cases: many }));
    assert.ok(Date.now() - begun < 20_000, `${Date.now() - begun} ms`);
    assert.equal(report.passed, false);
    assert.match(report.cases.at(-1).failure.expected, /in the time that there is/);
});
