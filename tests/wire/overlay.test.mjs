// The overlay of a flow: what becomes of runs at its nodes, as it happens, and after a restart too.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Customer } from './support/customer.mjs';
import { TwoTeams } from './support/two_teams.mjs';
import { isDone, isProblem } from './support/wire.mjs';

let teams;
let wire;
before(async () => {
    teams = await TwoTeams.open();
    wire = teams.wire;
});
after(() => teams?.close());

const overlay = (more = '') => teams.asAdmin('GET', `/api/flows/triage/overlay?${more}`);
const isTold = (type) => (frame) => frame.type === type;

/** Who hears of these topics, once he does. */
async function follows(token, ...topics) {
    const { frames, socket } = await teams.listen(token);
    socket.say(JSON.stringify({ type: 'subscribe', topics }));
    await wire.until(() => frames, () => frames.some(isTold('subscribed')), 'the topics');
    return frames;
}

test('watch: the overlay moves while a customer talks: in order, and to the same figures as the whole', async () => {
    const before = await overlay('since=1h');
    const frames = await follows(teams.admin, 'flow:triage');
    const mia = await Customer.comes(wire);
    await mia.hears();
    const menu = 'welcome' in before.nodes ? 'welcome' : (await wire.until(() => mia.run(teams.admin), (run) => run?.at.length > 0, 'a run')).at[0];
    await wire.until(() => frames, () => frames.some(({ nodes }) => nodes?.[menu]?.waiting === (before.nodes[menu].waiting ?? 0) + 1), 'somebody at the menu');
    await mia.says('Sales');
    await mia.hears();
    await mia.asksForHuman();
    await wire.until(() => mia.run(teams.admin), ({ at }) => at.includes('queue'), 'a run that waits in the queue');
    const told = () => frames.filter(isTold('flow.overlay_changed'));
    await wire.until(told, (all) => all.some(({ nodes }) => nodes.queue?.waiting === (before.nodes.queue.waiting ?? 0) + 1), 'somebody in the queue');

    const now = await overlay('version=current');
    assert.equal(now.version, 1);
    assert.equal(now.complete, true);
    assert.equal(now.nodes[menu].entered, before.nodes[menu].entered + 1);
    assert.equal(Object.values(now.nodes[menu].outputs).reduce((sum, n) => sum + n), Object.values(before.nodes[menu].outputs).reduce((sum, n) => sum + n) + 1);
    assert.equal(typeof now.nodes[menu].p50_ms, 'number');
    assert.equal(now.runs.live, before.runs.live + 1);
    assert.equal(now.runs.started, before.runs.started + 1);

    // Frame by frame one arrives at the whole, and no figure that only counts ever falls.
    const nodes = structuredClone(before.nodes);
    let started = before.runs.started;
    for (const frame of told()) {
        assert.equal(frame.key, 'triage');
        assert.equal(frame.topic, 'flow:triage');
        assert.equal(frame.version, 1);
        for (const [id, figures] of Object.entries(frame.nodes)) {
            assert.ok(figures.entered >= nodes[id].entered, id);
            nodes[id] = figures;
        }
        assert.ok(frame.runs.started >= started);
        started = frame.runs.started;
    }
    assert.deepEqual(nodes, now.nodes);

    await mia.leaves();
    await wire.until(told, (all) => all.at(-1).runs.ended === before.runs.ended + 1, 'the end of the run');
    assert.equal((await overlay()).nodes.queue.waiting, before.nodes.queue.waiting);
});

test('watch: after a restart it knows who waits, and says since when it counts', async () => {
    const conversation = await teams.waiting('red');
    const before = await overlay();
    assert.ok(before.nodes.queue.waiting >= 1);
    await wire.server.kill();
    await wire.server.up();
    const after = await overlay();
    assert.ok(after.since > before.since);
    assert.equal(after.nodes.queue.waiting, before.nodes.queue.waiting);
    assert.equal(after.nodes.queue.entered, 0);
    assert.equal(after.runs.live, before.runs.live);
    await teams.asAdmin('POST', `/api/conversations/${conversation.id}/close`, { reason: 'resolved' });
    await wire.until(() => overlay(), ({ nodes }) => nodes.queue.waiting === before.nodes.queue.waiting - 1, 'one less in the queue');
});

test('watch: it is for those who may see flows, of a flow and a version that there are', async () => {
    for (const role of ['sales_rep', 'team_lead', 'supervisor']) {
        isProblem(await teams.ask('GET', '/api/flows/triage/overlay', teams.me[role].token), 403, 'permission.denied');
    }
    isProblem(await teams.ask('GET', '/api/flows/nothing/overlay', teams.admin), 404, 'flow.unknown');
    isProblem(await teams.ask('GET', '/api/flows/triage/overlay?version=99', teams.admin), 404, 'flow.unknown_version');
    isProblem(await teams.ask('GET', '/api/flows/triage/overlay?version=newest', teams.admin), 400, 'request.malformed');
    isProblem(await teams.ask('GET', '/api/flows/triage/overlay?since=long', teams.admin), 400, 'request.malformed');
    isDone(await teams.ask('GET', '/api/flows/triage/overlay?version=1', teams.admin));
});

test('watch WS-11 who follows a run hears of its turns, as long as he sees it', async () => {
    const conversation = await teams.of(teams.colleague, 'red');
    const [{ run_id: run }] = (await teams.asAdmin('GET', `/api/runs?subject=${conversation.id}&flow=triage`)).items;
    const topic = `run:${run}`;
    const lead = await follows(teams.me.team_lead.token, topic);
    const admin = await follows(teams.admin, topic);
    const turns = (frames) => frames.filter(isTold('run.turned'));
    await teams.asAdmin('POST', `/api/conversations/${conversation.id}/hand_back`, {});
    const [turned] = await wire.until(() => turns(lead), ({ length }) => length > 0, 'a turn');
    assert.equal(turned.run_id, run);
    assert.equal(turned.topic, topic);
    assert.ok(turned.steps.length > 0 && turned.steps.every(({ node, did }) => node && did), JSON.stringify(turned));
    assert.ok(Array.isArray(turned.stands_at) && turned.seq > 0);
    assert.deepEqual(turns(admin)[0], turned);

    // The customer asks for a person again, and it goes to another team: he sees it no more, and hears no more of it.
    isDone(await teams.ask('POST', `/api/chat/conversations/${conversation.id}/human`, conversation.visitor, {}), 202);
    await wire.until(() => teams.asAdmin('GET', `/api/conversations/${conversation.id}`), ({ status }) => status === 'queued', 'a conversation that waits');
    await teams.asAdmin('POST', `/api/conversations/${conversation.id}/transfer`, { queue: 'blue' });
    isProblem(await teams.ask('GET', `/api/runs/${run}`, teams.me.team_lead.token), 404, 'run.unknown');
    const heard = turns(lead).length;
    const before = turns(admin).length;
    await teams.asAdmin('POST', `/api/conversations/${conversation.id}/close`, { reason: 'resolved' });
    await wire.until(() => turns(admin), ({ length }) => length > before, 'a turn after that');
    assert.equal(turns(lead).length, heard);
});
