// Somebody writes a script in a flow, and the editor asks the server: which words there are, what is wrong, what it would do.

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

const check = async (code, wired) => isDone(await wire.ask('POST', '/api/scripts/check', { token, body: { code, wired } })).problems;
const run = async (code, more = {}) => isDone(await wire.ask('POST', '/api/scripts/run', { token, body: { code, ...more } }));

test('the editor learns the words of ctx', async () => {
    const { items } = isDone(await wire.ask('GET', '/api/scripts/words', { token }));
    for (const { name, signature, help, kind } of items) {
        assert.ok(name.startsWith('ctx.') && signature.startsWith(name) && help.endsWith('.'), name);
        assert.ok(['scope', 'function', 'value'].includes(kind), name);
    }
    const names = items.map(({ name }) => name);
    assert.ok(names.includes('ctx.vars') && names.includes('ctx.http.post') && names.includes('ctx.wait_for_event'));
    // Each is there in a script.
    for (const { name, kind } of items.filter(({ name }) => name !== 'ctx.memory')) {
        const { output, error } = await run(`return type(${name}) ~= "nil" and "there" or "missing"`);
        assert.equal(output, 'there', `${name} ${kind} ${JSON.stringify(error)}`);
    }
});

test('a slip is named with its line, its column and its place', async () => {
    const code = '-- 😀\nlocal a = 1\nreturn a = 2';
    const [problem] = await check(code);
    assert.deepEqual([problem.line, problem.column, problem.code], [3, 10, 'script.invalid']);
    assert.equal(code.slice(problem.from, problem.to), '=');
    assert.match(problem.message, /near '='/);

    const unwired = 'if ctx.vars.n > 3 then return "much" end\nreturn "litle"';
    assert.deepEqual(await check(unwired), []);
    const found = await check(unwired, ['much', 'little']);
    assert.equal(found.length, 1);
    assert.equal(unwired.slice(found[0].from, found[0].to), 'litle');
    assert.match(found[0].message, /did you mean 'little'/);
    assert.deepEqual(await check('return "done"', ['done']), []);
});

test('a script is run in its sandbox: what it returns, sets and says', async () => {
    const answer = await run(`
        ctx.vars.total = ctx.vars.price * ctx.vars.count
        ctx.log("for", ctx.contact.name)
        ctx.effect("conversation.tag", { tag = "vip" })
        return ctx.vars.total > 100 and "much" or "little"`,
    { vars: { price: 20, count: 6 }, contact: { name: 'Ana' }, wired: ['much', 'little'] });
    assert.equal(answer.output, 'much');
    assert.deepEqual(answer.sets, { total: 120 });
    assert.deepEqual(answer.vars, { price: 20, count: 6, total: 120 });
    assert.deepEqual(answer.logs, ['for Ana']);
    assert.deepEqual(answer.asks, [{ effect: 'conversation.tag', payload: { tag: 'vip' } }]);
    assert.equal(answer.waits, null);
    assert.equal(answer.error, null);
    assert.ok(Number.isInteger(answer.instructions));
});

test('where it would wait, it says for what, and nothing is done', async () => {
    const asked = await run('local size = ctx.ask("Which size?", { within = "2m" })\nreturn size and "chosen" or "silent"');
    assert.equal(asked.output, null);
    assert.deepEqual(asked.waits.signals, ['message.received']);
    assert.ok(Date.parse(asked.waits.until) > Date.now());
    assert.deepEqual(asked.asks.map(({ effect }) => effect), ['message.send']);
    // To a port that nobody listens on: had it been called, there would be an answer.
    const called = await run('local reply = ctx.http.get("http://127.0.0.1:9/") return reply.error and "failed" or "done"');
    assert.deepEqual(called.waits.signals, ['http.replied']);
    assert.deepEqual(called.asks[0].payload.url, 'http://127.0.0.1:9/');
});

test('what goes wrong is told with its line, and every limit holds in a bounded time', async () => {
    const thrown = await run('local a = 1\nerror("no number")');
    assert.deepEqual(thrown.error, { code: 'script.failed', message: 'no number', line: 2 });
    assert.equal((await run('error("x")', { wired: ['done', 'error'] })).output, 'error');
    assert.equal((await run('return "elsewhere"', { wired: ['done'] })).error.code, 'script.unknown_output');
    assert.equal((await run('return (')).error.code, 'script.invalid');

    const begun = Date.now();
    const endless = await run('while true do pcall(function() while true do end end) end');
    assert.equal(endless.error.code, 'script.limit');
    assert.ok(endless.instructions > 100_000);
    const fat = await run('local s = "x" while true do s = s .. s end');
    assert.equal(fat.error.code, 'script.limit');
    assert.ok(Date.now() - begun < 10_000, `${Date.now() - begun} ms`);
    for (const name of ['os', 'io', 'require', 'load', 'debug', 'setmetatable']) {
        assert.equal((await run(`return ${name} == nil and "safe" or "open"`)).output, 'safe', name);
    }
});

test('what is no request for a run is refused', async () => {
    const ask = (body, as = token) => wire.ask('POST', '/api/scripts/run', { token: as, body });
    isProblem(await ask({ code: ' '.repeat(70_000) }), 413, 'text.too_large');
    isProblem(await ask({ code: 'return "x"', vars: [1] }), 422, 'request.invalid');
    isProblem(await ask({ code: 'return "x"', wired: ['No key'] }), 422, 'request.invalid');
    isProblem(await ask({ code: 'return "x"' }, await wire.login('agent1@demo.test')), 403, 'permission.denied');
});

test('many runs at once keep out of each other and of the server', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) =>
        run(`leaked = (leaked or 0) + 1 ctx.vars.seen = leaked ctx.vars.mine = ctx.vars.n return "done"`, { vars: { n: i } })));
    assert.deepEqual(answers.map(({ vars }) => [vars.seen, vars.mine]), answers.map((_, i) => [1, i]));
    assert.equal((await wire.ask('GET', '/readyz')).status, 200);
});
