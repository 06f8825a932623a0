// Somebody writes conditions and templates, and the editor asks the server: what there is, what is wrong, what it gives.

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
const post = async (path, body) => isDone(await wire.ask('POST', path, { token, body }));
const check = (text, more = {}) => post('/api/expressions/check', { text, ...more });
const tryOut = (text, more = {}) => post('/api/expressions/try', { text, ...more });
/** The parts of the text that the errors point at. */
const pointedAt = (text, { errors }) => errors.map(({ from, to }) => text.slice(from, to));

test('the editor learns the language: functions with true examples, scopes with their members, events', async () => {
    const { functions, words, scopes, events } = await get('/api/expressions');
    assert.ok(functions.length > 20);
    for (const { name, signature, help, example, gives } of functions) {
        assert.ok(signature.startsWith(`${name}(`) && help.endsWith('.'), signature);
        assert.deepEqual(await tryOut(example), await tryOut(gives), `${example} gives ${gives}`);
    }
    assert.ok(words.includes('and') && words.includes('nil'));
    assert.deepEqual(scopes.map(({ name }) => name).slice(0, 3), ['vars', 'event', 'node']);
    const contact = scopes.find(({ name }) => name === 'contact');
    assert.ok(contact.help && contact.members.some(({ name, type, help }) => name === 'email' && type === 'string' && help));
    const received = events.find(({ name }) => name === 'message.received');
    assert.ok(received.help && received.members.some(({ name }) => name === 'text'));
});

test('a fault stands where a browser counts it, behind an emoji too', async () => {
    const text = '😀 Hello {{contact.nmae}}, {{lowr(vars.x)}}';
    const broken = await check(text, { kind: 'template' });
    assert.deepEqual(pointedAt(text, broken), ['lowr']);
    assert.equal(broken.errors[0].code, 'flow.invalid_expression');
    assert.match(broken.errors[0].message, /did you mean `lower`\?$/);
    assert.equal(broken.type, null);

    const slip = '😀 Hello {{contact.nmae}}, {{lower(vars.x)}}';
    const named = await check(slip, { kind: 'template' });
    assert.deepEqual(pointedAt(slip, named), ['contact.nmae']);
    assert.match(named.errors[0].message, /did you mean `name`\?/);
    assert.equal(named.type, 'string');
    assert.deepEqual(named.reads, ['contact.nmae', 'vars.x']);
});

test('declared variables have types, and what clashes is said before anything runs', async () => {
    const text = 'vars.name - 1 > vars.tries';
    const clash = await check(text, { variables: { name: 'string', tries: 'integer' } });
    assert.deepEqual(pointedAt(text, clash), ['vars.name']);
    assert.equal(clash.errors[0].code, 'flow.type_clash');
    assert.deepEqual((await check(text)).errors, []);
    assert.equal((await check('vars.tries + 1', { variables: { tries: 'integer' } })).type, 'integer');
    const pointless = await check("vars.tries == 'one'", { variables: { tries: 'integer' } });
    assert.equal(pointless.errors[0].severity, 'warning');
});

test('an expression is tried with values, and says which part fails', async () => {
    const scopes = { vars: { tries: 2 }, contact: { name: 'Ana' }, node: { lookup: { total: 40 } } };
    assert.deepEqual(await tryOut('vars.tries + node.lookup.total', { scopes }), { value: 42 });
    assert.deepEqual(await tryOut('Hello {{contact.name}}{{vars.none}}.', { kind: 'template', scopes }), { value: 'Hello Ana.' });
    assert.deepEqual(await tryOut('vars.none', { scopes }), { value: null });
    const text = 'You owe {{ contact.name * 2 }} €';
    const { error } = await tryOut(text, { kind: 'template', scopes });
    assert.equal(error.code, 'expression.failed');
    assert.equal(text.slice(error.from, error.to), 'contact.name * 2');
    const broken = await tryOut('1 +', {});
    assert.deepEqual([broken.error.code, broken.error.from, broken.error.to], ['flow.invalid_expression', 3, 3]);
});

test('what is too much is refused or stopped, and says so', async () => {
    isProblem(await wire.ask('POST', '/api/expressions/check', { token, body: { text: 'x'.repeat(70_000), kind: 'template' } }), 413, 'text.too_large');
    isProblem(await wire.ask('POST', '/api/expressions/check', { token, body: { text: '1', kind: 'lua' } }), 422);
    isProblem(await wire.ask('POST', '/api/expressions/try', { token, body: { text: '1', scopes: { nobody: {} } } }), 422, 'request.invalid');
    const { errors } = await check(`1${' + 1'.repeat(5_000)}`);
    assert.equal(errors.length, 1);
    const { error } = await tryOut("matches(vars.long, '.-.-.-.-.-x')", { scopes: { vars: { long: 'a'.repeat(5_000) } } });
    assert.equal(error.code, 'expression.failed');
});

test('the check of a flow points inside its texts', async () => {
    const document = {
        format: 'millrace.flow/1', key: 'places', title: 'Places', trigger: { on: 'api', when: 'event.n >' }, start: 's',
        nodes: {
            s: { type: 'script.lua', settings: { code: '-- é\nreturn done done' }, next: { done: 'b' } },
            b: { type: 'control.branch', settings: { when: 'vars.unset == 1' }, next: { yes: 'e', no: 'e' } },
            e: { type: 'control.end' },
        },
    };
    isDone(await wire.ask('POST', '/api/flows', { token, body: { key: 'places', title: 'Places', document } }), 201);
    const { problems } = await post('/api/flows/places/check', {});
    const at = (pointer) => problems.find((problem) => problem.pointer === pointer);
    const { from, to } = at('/trigger/when');
    assert.deepEqual([from, to], [9, 9]);
    const script = at('/nodes/s/settings/code');
    assert.equal(document.nodes.s.settings.code.slice(script.from, script.to), 'return done done');
    const unset = problems.find(({ code }) => code === 'flow.variable_unset');
    assert.equal(document.nodes.b.settings.when.slice(unset.from, unset.to), 'vars.unset');
});

test('settings that name something are offered what there is', async () => {
    const keys = async (kind) => (await get(`/api/choices/${kind}`)).items.map(({ key }) => key);
    assert.deepEqual(await keys('queue'), ['customer_service', 'sales', 'support']);
    assert.deepEqual(await keys('team'), ['customer_service', 'sales', 'support']);
    assert.ok((await keys('flow')).includes('triage'));
    assert.deepEqual(await keys('channel'), ['web']);
    assert.equal((await keys('calendar')).length, 1);
    const people = (await get('/api/choices/user')).items;
    assert.ok(people.some(({ key, title }) => /^[0-9a-f-]{36}$/.test(key) && title), JSON.stringify(people));
    for (const kind of ['tag', 'template', 'lookup', 'skill', 'credential']) {
        assert.ok(Array.isArray(await keys(kind)), kind);
    }
    assert.ok((await keys('event')).includes('conversation.closed'));
    const problem = isProblem(await wire.ask('GET', '/api/choices/colour', { token }), 404, 'choices.unknown_kind');
    assert.match(problem.detail, /queue, team, .*but found 'colour'/);
});

test('an event that a published flow listens for can be chosen, and people without the right ask in vain', async () => {
    const listening = {
        format: 'millrace.flow/1', key: 'listening', title: 'Listening', trigger: { on: 'event:parcel.sent' }, start: 'w',
        nodes: {
            w: { type: 'control.wait_for_event', settings: { name: 'parcel.arrived', within: '1d' }, next: { received: 'e', timeout: 'e' } },
            e: { type: 'control.end' },
        },
    };
    await wire.publish(token, listening);
    const events = (await get('/api/choices/event')).items.map(({ key }) => key);
    assert.ok(events.includes('parcel.sent') && events.includes('parcel.arrived'), events.join(' '));
    const agent = await wire.login('agent1@demo.test');
    isProblem(await wire.ask('GET', '/api/choices/queue', { token: agent }), 403, 'permission.denied');
    isProblem(await wire.ask('POST', '/api/expressions/try', { token: agent, body: { text: '1' } }), 403, 'permission.denied');
});
