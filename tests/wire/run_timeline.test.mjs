// A run, looked at: what it lived through, where lists find it, what a person did about its incident, and the test case that
// it becomes.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { Customer } from './support/customer.mjs';
import { isDone, isProblem, Wire } from './support/wire.mjs';

let wire;
const tokens = {};
before(async () => {
    wire = await Wire.open();
    for (const [name, email] of Object.entries({ admin: 'admin@demo.test', agent: 'agent1@demo.test' })) {
        tokens[name] = await wire.login(email);
    }
});
after(() => wire?.close());

const get = async (where, token = tokens.admin) => isDone(await wire.ask('GET', where, { token }));
const post = (where, body = {}, token = tokens.admin) => wire.ask('POST', where, { token, body });
const timelineOf = (run) => get(`/api/runs/${run.run_id}/timeline`);
const show = (run) => get(`/api/runs/${run.run_id}`);
const told = ({ kind, node, output, text }) => [kind, node, output ?? text].filter(Boolean).join(' ');

/** A customer of the demo who answers both questions and waits for sales. */
async function waitsForSales() {
    const mia = await Customer.comes(wire);
    for (const answer of ['Sales', 'A thousand red chairs', '4711']) {
        await mia.hears();
        await mia.says(answer);
    }
    await mia.hears();
    const run = await wire.until(() => mia.run(tokens.admin), (seen) => seen.at.includes('queue'), 'a run that waits in the queue');
    return { mia, run };
}

test('watch: a timeline tells what was said and heard, what was asked of the desk, how long it waited, and the variables after each step', async () => {
    const { run } = await waitsForSales();
    const { items, path: taken, document_version: version, cursor } = await timelineOf(run);
    assert.equal(cursor, null);
    assert.equal(version, run.version);
    const lines = items.map(told);
    const spoken = items.filter(({ kind }) => kind === 'said' || kind === 'heard').map(({ kind, text }) => `${kind}: ${text.slice(0, 24)}`);
    assert.equal(spoken.length, 7, spoken.join('\n'));
    assert.deepEqual(spoken.filter((line) => line.startsWith('heard')), ['heard: Sales', 'heard: A thousand red chairs', 'heard: 4711']);
    assert.ok(lines.includes('waited queue'), lines.join('\n'));
    assert.ok(items[0].vars, 'the first moment has the variables');
    const [asked] = items.filter(({ effect }) => effect?.name === 'queue.join');
    assert.equal(asked.effect.asked.queue, 'sales');
    assert.equal(asked.effect.local, true);
    assert.equal(asked.effect.status, 'done');
    const menu = items.find(({ kind, waits_for: waits }) => kind === 'waited' && waits.includes('message.received'));
    assert.equal(typeof menu.waited_ms, 'number');
    assert.equal(menu.woken_by, 'message.received');
    assert.ok(items.some(({ changed }) => changed?.team === 'sales'), 'the choice is seen where it was made');
    assert.ok(items.some(({ inputs }) => inputs?.some(({ question }) => question.name === 'contact')), 'what was read');
    const last = items.findLast(({ vars }) => vars);
    assert.deepEqual(last.vars, (await show(run)).vars);
    assert.ok(taken.some(({ node, output, count }) => node === 'queue' && output === null && count === 1), JSON.stringify(taken));

    // Page by page it is the same.
    const pages = [];
    let next = '';
    do {
        const page = await get(`/api/runs/${run.run_id}/timeline?limit=9&cursor=${next}`);
        assert.ok(page.items.length <= 9);
        pages.push(...page.items);
        next = page.cursor;
    } while (next);
    assert.deepEqual(pages.map(told), lines);
    isProblem(await wire.ask('GET', `/api/runs/${run.run_id}/timeline?cursor=forged`, { token: tokens.admin }), 400, 'cursor.invalid');
    isProblem(await wire.ask('GET', `/api/runs/${run.run_id}/timeline?limit=2000`, { token: tokens.admin }), 400, 'request.malformed');
    isProblem(await wire.ask('GET', '/api/runs/0000000000000/timeline', { token: tokens.admin }), 404, 'run.unknown');
});

test('watch: runs are found by what one knows of them', async () => {
    const begun = new Date().toISOString();
    const { mia, run } = await waitsForSales();
    const ids = async (query) => (await get(`/api/runs?${query}`)).items.map(({ run_id: id }) => id);
    assert.deepEqual(await ids(`q=${mia.id}`), [run.run_id]);
    assert.deepEqual(await ids(`q=${run.run_id}`), [run.run_id]);
    assert.deepEqual(await ids('q=nothing+of+ours'), []);
    assert.deepEqual(await ids(`subject=${mia.id}&flow=triage&status=waiting&node=queue&version=${run.version}&since=${begun}`), [run.run_id]);
    assert.deepEqual(await ids(`subject=${mia.id}&node=menu_that_is_not`), []);
    assert.deepEqual(await ids(`subject=${mia.id}&until=${begun}`), []);
    assert.deepEqual({ ...run, updated_at: '' }, {
        run_id: run.run_id, flow: 'triage', flow_title: run.flow_title, version: 1, version_id: run.version_id, status: 'waiting', subject: mia.id,
        started_at: run.started_at, updated_at: '', ended_at: null, outcome: null, incident: null, at: run.at,
    });
    assert.equal((await show(run)).subject.id, mia.id);
    assert.equal((await get(`/api/runs/${run.run_id}?document=1`)).document.key, 'triage');

    await mia.leaves();
    await wire.until(() => mia.run(tokens.admin, 'triage'), ({ ended_at: ended }) => ended !== null, 'the end of the run');
    const over = await mia.run(tokens.admin, 'triage');
    assert.deepEqual(await ids(`subject=${mia.id}&outcome=${over.outcome}`), [run.run_id]);
    for (const bad of ['status=asleep', 'since=yesterday', 'version=3', 'subject=!!', 'limit=1000', 'cursor=forged']) {
        isProblem(await wire.ask('GET', `/api/runs?${bad}`, { token: tokens.admin }), 400);
    }
    isProblem(await wire.ask('GET', '/api/runs', { token: tokens.agent }), 403, 'permission.denied');
});

const adds = (price) => ({
    format: 'millrace.flow/1', key: 'adds', title: 'Adds', trigger: { on: 'api' }, variables: { sum: { type: 'integer', default: 0 } }, start: 'add',
    nodes: { add: { type: 'control.set', settings: { values: { sum: `vars.sum + ${price}` } }, next: { done: 'over' } }, over: { type: 'control.end' } },
});

test('watch: an incident is told where it happened, and with what was done about it: retried on a repaired version', async () => {
    await wire.publish(tokens.admin, adds('event.input.price'));
    const run = isDone(await post('/api/flows/adds/runs?wait=5000', { input: { price: 'a word' } }), 201);
    assert.equal(run.status, 'incident');
    const [listed] = (await get('/api/runs?flow=adds&status=incident&node=add')).items;
    assert.equal(listed.incident.code, 'expression.failed');
    const failed = (await timelineOf(run)).items.at(-1);
    assert.equal(failed.kind, 'incident');
    assert.equal(failed.node, 'add');
    assert.equal(failed.incident.resolved, undefined);

    const before = await wire.ask('GET', '/api/flows/adds/draft', { token: tokens.admin });
    isDone(await wire.ask('PUT', '/api/flows/adds/draft', { token: tokens.admin, body: { document: adds('7') }, headers: { 'if-match': before.headers.get('etag') } }));
    isDone(await post('/api/flows/adds/publish'), 201);
    isDone(await post(`/api/runs/${run.run_id}/incident`, { action: 'retry_on', version: 2 }));
    await wire.until(() => show(run), ({ status }) => status === 'completed', 'the end of the run');
    const { items, document_version: version } = await timelineOf(run);
    assert.equal(version, 2);
    const incident = items.find(({ kind }) => kind === 'incident');
    assert.equal(incident.incident.resolved.action, 'retry_on');
    assert.equal(incident.incident.resolved.version, 2);
    assert.ok(incident.incident.resolved.by && incident.incident.resolved.by_name, 'who did it');
    const [audited] = (await get(`/api/audit?object=run:${run.run_id}`)).items;
    assert.equal(audited.action, 'incident.resolved');
    assert.deepEqual(audited.after, { action: 'retry_on', version: 2 });
    assert.equal(items.at(-1).kind, 'ended');
    assert.equal(items.findLast(({ vars }) => vars).vars.sum, 7);
});

test('watch: a run of each shipped flow becomes a case that passes on its version', async () => {
    for (const flow of ['order_lookup', 'after_hours']) {
        isDone(await post('/api/channels', { key: flow, title: flow, entry_flow: flow }), 201);
    }
    // Sales, served by a colleague, and asked how it was.
    const { mia, run: triage } = await waitsForSales();
    isDone(await post(`/api/conversations/${mia.id}/take`, {}, tokens.agent));
    isDone(await post(`/api/conversations/${mia.id}/close`, { reason: 'resolved' }, tokens.agent));
    await mia.hears();
    await mia.says('5');
    await mia.hears();
    await mia.says('Ana was great');
    await mia.hears();
    const survey = await wire.until(() => mia.run(tokens.admin, 'csat_survey'), (run) => run?.ended_at, 'the end of the survey');

    const noah = await Customer.comes(wire, 'order_lookup');
    await noah.hears();
    await noah.says('It is #1004');
    await noah.hears();
    await noah.says('Thanks');
    await noah.hears();
    const order = await wire.until(() => noah.run(tokens.admin, 'order_lookup'), (run) => run.ended_at, 'the end of his run');

    const ida = await Customer.comes(wire, 'after_hours');
    const hours = await wire.until(() => ida.run(tokens.admin, 'after_hours'), (run) => run?.at.length > 0, 'a run that waits');

    const folder = await mkdtemp(path.join(tmpdir(), 'recorded-'));
    try {
        for (const run of [triage, survey, order, hours]) {
            const recorded = await get(`/api/runs/${run.run_id}/flowtest`);
            assert.equal(recorded.passes, true, `${recorded.why_not}\n${recorded.text}`);
            assert.match(recorded.text, new RegExp(`^case ${recorded.name}\n`));
            assert.match(recorded.text, run.ended_at || run === triage ? /\n {2}expect ended / : /\n {2}expect node /);
            await writeFile(path.join(folder, `${run.flow}.flowtest`), `flow ${run.flow}\n${recorded.text}`);
        }
        for (const flow of ['triage', 'csat_survey', 'order_lookup', 'after_hours']) {
            const { document } = await get(`/api/flows/${flow}`);
            await writeFile(path.join(folder, `${flow}.json`), JSON.stringify(document));
        }
        const played = await wire.command('test', folder);
        assert.equal(played.status, 0, played.output);
    } finally {
        await rm(folder, { recursive: true });
    }
});
