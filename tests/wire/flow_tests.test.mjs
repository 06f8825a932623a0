// Tests of flows, kept beside them: read, changed, run, and grown by what somebody has tried out.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Authors, greeting } from './support/authors.mjs';
import { isDone, isProblem } from './support/wire.mjs';

let authors;
let ana;
before(async () => {
    authors = await Authors.open();
    ({ ana } = authors);
});
after(() => authors?.close());

const path = (key, more = '') => `/api/flows/${key}/tests${more}`;
const put = (key, text, tag) => authors.ask(ana, 'PUT', path(key), { text }, tag ? { 'if-match': tag } : {});
const run = async (key, body = {}, query = '') => isDone(await authors.ask(ana, 'POST', path(key, `/run${query}`), body));
async function kept(key) {
    const answer = await authors.ask(ana, 'GET', path(key));
    return { ...isDone(answer), tag: answer.headers.get('etag') };
}

test('the shipped flows come with their tests, and these pass', async () => {
    for (const key of ['triage', 'order_lookup', 'after_hours', 'csat_survey', 'overflow', 'vip_routing']) {
        const { text, author } = await kept(key);
        assert.match(text, new RegExp(`^(#.*\n)?flow ${key}\n`));
        assert.equal(author, 'millrace');
        const report = await run(key);
        assert.ok(report.passed, `${key}: ${JSON.stringify(report.cases.find(({ passed }) => !passed) ?? report.complaints)}`);
        assert.ok(report.counts.cases > 5 && report.counts.failed === 0);
        assert.ok(report.coverage.nodes.every(({ taken }) => taken), key);
        assert.ok(report.coverage.wires.some(({ taken }) => taken));
    }
});

test('tests are of a flow as it is drafted: one that fails says its line, what was expected and what was seen', async () => {
    await authors.edit(ana, 'csat_survey', (document) => {
        document.nodes.rate.settings.text = 'How was it?';
    });
    const report = await run('csat_survey');
    assert.equal(report.passed, false);
    const failed = report.cases.find(({ passed }) => !passed);
    assert.equal(failed.failed_in, 'straight');
    assert.match(failed.failure.source, /^bot: How satisfied/);
    assert.equal(failed.failure.found, 'How was it?');
    assert.ok(failed.failure.line > failed.line && failed.failure.column > 0);
    assert.ok(failed.failure.transcript.some((line) => line.includes('How was it?')));

    const only = await run('csat_survey', { only: failed.name });
    assert.deepEqual(only.cases.map(({ name }) => name), [failed.name]);
    isProblem(await authors.ask(ana, 'POST', path('csat_survey', '/run'), { only: 'nobody' }), 422, 'flow_test.unknown_case');
    assert.deepEqual((await run('csat_survey', { only: failed.name }, '?ways=straight,killed,stored')).counts, { cases: 1, failed: 1 });
    isProblem(await authors.ask(ana, 'POST', path('csat_survey', '/run?ways=sideways'), {}), 400, 'request.malformed');
});

test('what no case reaches is seen', async () => {
    const { coverage } = await run('order_lookup', { only: 'an order that is on its way' });
    const taken = (list) => list.filter((each) => each.taken).length;
    assert.ok(taken(coverage.nodes) > 0 && taken(coverage.nodes) < coverage.nodes.length);
    assert.ok(coverage.wires.find(({ node, output }) => node === 'check' && output === 'found').taken);
    assert.ok(!coverage.wires.find(({ node, output }) => node === 'check' && output === 'error').taken);
    assert.deepEqual(coverage.hooks.map(({ on }) => on), ['conversation.human_requested', 'conversation.closed']);
    assert.deepEqual(coverage.on_error, { to: 'ready', taken: false });
    assert.equal(coverage.on_cancel, null);
});

test('tests are replaced by who has seen them; what means nothing is refused line by line', async () => {
    await authors.make(ana, greeting('tested'));
    const empty = await kept('tested');
    assert.deepEqual([empty.text, empty.author, empty.updated_at], ['', null, null]);
    assert.deepEqual((await run('tested')).counts, { cases: 0, failed: 0 });

    const text = 'flow tested\n\ncase he is greeted\n  bot: Good day.\n  expect ended greeted\n';
    isProblem(await put('tested', text), 428, 'request.precondition_required');
    const first = await put('tested', text, empty.tag);
    isDone(first);
    assert.equal(first.headers.get('etag'), (await kept('tested')).tag);
    isProblem(await put('tested', text, empty.tag), 412, 'flow_test.stale');
    assert.equal((await kept('tested')).author, ana.id);
    assert.ok((await run('tested')).passed);

    const { tag } = await kept('tested');
    const wrong = isProblem(await put('tested', `${text}\ncase another\n  bott: Good day.\n  expect end\n`, tag), 422, 'flow_test.malformed');
    assert.deepEqual(wrong.complaints.map(({ line, column }) => [line, column]), [[8, 3], [9, 10]]);
    assert.deepEqual(wrong.errors.map(({ pointer }) => pointer), ['/text', '/text']);
    assert.match(wrong.errors[0].message, /^8:3: expected /);
    isProblem(await put('tested', text.replace('flow tested', 'flow triage'), tag), 422, 'flow_test.malformed');
    isProblem(await put('tested', 'node conversation.send text=x\ncase a\n  enter\n', tag), 422, 'flow_test.malformed');
    isProblem(await authors.ask(ana, 'PUT', path('tested'), {}, { 'if-match': tag }), 422, 'request.invalid');
    isProblem(await put('nothing', text, tag), 404, 'flow.unknown');
    isProblem(await authors.ask(authors.agent, 'GET', path('tested')), 403, 'permission.denied');
    // What is run need not be kept, nor without faults: the lines that mean nothing are told beside the cases.
    const report = await run('tested', { text: `${text}  bott: Good day.\n` });
    assert.deepEqual([report.passed, report.complaints.length, report.cases.length], [false, 1, 1]);

    assert.deepEqual((await authors.audit('tested')).filter(({ action }) => action === 'flow.tests_saved').length, 1);
    isDone(await put('tested', '', tag));
    assert.equal((await kept('tested')).text, '');
});

test('a case is added once, behind the others, under a name of its own', async () => {
    await authors.make(ana, greeting('growing'));
    const add = (name, text, key) => authors.ask(ana, 'POST', path('growing', '/cases'), { name, text }, key ? { 'idempotency-key': key } : {});
    const { frames, flowtest } = isDone(await authors.simulate(ana, 'growing', { steps: [] }));
    assert.equal(frames[0].ended.outcome, 'greeted');
    const first = await add('he is greeted', flowtest, 'c1');
    isDone(first, 201);
    assert.deepEqual((await add('he is greeted', flowtest, 'c1')).json, first.json);  // asked again
    isProblem(await add('he is greeted', flowtest), 409, 'flow_test.case_exists');
    isDone(await add('he is greeted twice', '  bot: Good day.\n  bot: Good day.'), 201);
    isProblem(await add('of no use', 'bott: Good day.'), 422, 'flow_test.malformed');
    isProblem(await add('two\nlines', flowtest), 422, 'request.invalid');
    assert.equal((await kept('growing')).text,
        'flow growing\n\ncase he is greeted\n  bot: Good day.\n  expect ended greeted\n\ncase he is greeted twice\n  bot: Good day.\n  bot: Good day.\n');
    const report = await run('growing');
    assert.deepEqual(report.cases.map(({ name, passed }) => [name, passed]), [['he is greeted', true], ['he is greeted twice', false]]);

    // Two who add at the same moment both find theirs.
    const names = ['a', 'b', 'c', 'd'];
    for (const answer of await Promise.all(names.map((name) => add(name, flowtest)))) {
        isDone(answer, 201);
    }
    const cases = (await run('growing')).cases.map(({ name }) => name);
    assert.deepEqual(names.filter((name) => cases.includes(name)), names);
});

test('too many cases are too many', async () => {
    const text = `flow growing\n${Array.from({ length: 501 }, (_, i) => `case ${i}\n  bot: Good day.\n`).join('')}`;
    isProblem(await authors.ask(ana, 'POST', path('growing', '/run'), { text }), 422, 'flow_test.too_many');
    const { passed, counts } = await run('growing', { text: text.slice(0, text.indexOf('case 500')) });
    assert.deepEqual([passed, counts.cases], [true, 500]);
});
