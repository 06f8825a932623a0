// A random day of two teams, and everybody's sockets: nobody hears what is not his, and who comes back misses nothing.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { roles } from './support/permissions_page.mjs';
import { TwoTeams } from './support/two_teams.mjs';
import { isDone } from './support/wire.mjs';

const steps = 150;

let teams;
before(async () => {
    teams = await TwoTeams.open();
});
after(() => teams?.close());

/** The same numbers for the same seed. */
function dice(seed) {
    let state = seed;
    const next = () => {
        state = (state + 0x6d2b79f5) | 0;
        let t = Math.imul(state ^ (state >>> 15), 1 | state);
        t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
        return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    };
    return { below: (n) => Math.floor(next() * n), of: (all) => all[Math.floor(next() * all.length)] };
}

// What nobody but the staff of a conversation may read, wherever it would stand.
const secrets = ['the customer said', 'we answered', 'only for us', 'quiet_tag'];
const previews = new Set(['type', 'topic', 'cursor', 'at', 'conversation_id', 'preview', 'status', 'channel', 'queue', 'first_line',
    'waiting_since', 'priority', 'expires_at']);

test('WS-2 WS-11 WS-12 WS-10 over a random day no event reaches who has no right to it, and a socket that comes back hears each once', async () => {
    const random = dice(20260105);
    const sockets = {};
    for (const role of roles) {
        sockets[role] = await teams.listen(teams.me[role].token);
    }
    sockets.stranger = await teams.listen(teams.stranger.token);
    const steady = await teams.listen(teams.admin);
    const broken = { token: teams.admin, heard: [], live: await teams.listen(teams.admin), cursor: steady.frames.find(({ type }) => type === 'hello').cursor };
    const start = broken.cursor;

    // Everybody asks for what flows and runs tell those who look at them.
    const asksFor = (topics) => Object.values({ ...sockets, steady }).forEach(({ socket }) => socket.say(JSON.stringify({ type: 'subscribe', topics })));
    asksFor(['flow:triage']);
    const runOf = new Map();  // to the conversation and the teams that it was with

    // He drops his line and comes back with the last cursor that he has seen.
    const org = steady.frames.find(({ type }) => type === 'hello').topics.find((topic) => topic.startsWith('org:'));
    const drop = async () => {
        const heard = broken.live.frames.filter(({ topic }) => topic === org);
        broken.live.socket.close();
        broken.heard.push(...heard.splice(0));
        broken.cursor = broken.heard.at(-1)?.cursor ?? broken.cursor;
    };
    const comeBack = async () => {
        broken.live = await teams.listen(broken.token);
        broken.live.socket.say(JSON.stringify({ type: 'subscribe', topics: [org], after: broken.cursor }));
    };

    const customers = [];
    const open = [];
    const pick = () => random.of(open);
    const asks = async (person, method, path, body) => {
        const answer = await teams.ask(method, path, person, body);
        assert.ok(answer.status < 500, answer.text);
        return answer;
    };
    const acts = {
        async comes() {
            const conversation = await teams.waiting(random.of(['red', 'blue']), `the customer said ${open.length}`);
            customers.push({ ...conversation, ...await teams.listen(conversation.visitor, '/ws/chat') });
            const [{ run_id: run }] = (await teams.asAdmin('GET', `/api/runs?subject=${conversation.id}&flow=triage`)).items;
            runOf.set(run, { id: conversation.id, teams: new Set([conversation.queue]) });
            asksFor([`run:${run}`]);
            open.push({ id: conversation.id, visitor: conversation.visitor, number: 1 });
        },
        async writes() {
            const one = pick();
            await asks(one.visitor, 'POST', `/api/chat/conversations/${one.id}/messages`, { id: `r${++one.number}`, text: `the customer said ${one.number}` });
        },
        async takes() {
            const who = random.of([...roles.map((role) => teams.me[role]), teams.stranger]);
            await asks(who.token, 'POST', `/api/conversations/${pick().id}/take`, {});
        },
        async answers() {
            await asks(random.of([...roles.map((role) => teams.me[role]), teams.stranger]).token, 'POST', `/api/conversations/${pick().id}/messages`, { text: 'we answered' });
        },
        async notes() {
            await asks(teams.admin, 'POST', `/api/conversations/${pick().id}/notes`, { text: 'only for us' });
        },
        async tags() {
            await asks(teams.admin, 'POST', `/api/conversations/${pick().id}/tags`, { tag: 'quiet_tag' });
        },
        async moves() {
            const [{ id }, queue] = [pick(), random.of(['red', 'blue'])];
            await asks(teams.admin, 'POST', `/api/conversations/${id}/transfer`, { queue });
            [...runOf.values()].find((run) => run.id === id).teams.add(queue);
        },
        async assigns() {
            const who = random.of([teams.colleague, teams.stranger, teams.me.sales_rep]);
            await asks(teams.admin, 'POST', `/api/conversations/${pick().id}/assign`, { user_id: who.id });
        },
        async closes() {
            await asks(teams.admin, 'POST', `/api/conversations/${pick().id}/close`, { reason: 'resolved' });
        },
        async goesOnline() {
            await asks(random.of([teams.me.sales_rep, teams.me.team_lead, teams.stranger]).token, 'POST', '/api/agents/me/status', { status: random.of(['online', 'offline']) });
        },
    };
    const often = ['comes', 'writes', 'writes', 'writes', 'takes', 'takes', 'answers', 'answers', 'notes', 'tags', 'moves', 'assigns', 'closes', 'goesOnline'];
    await acts.comes();
    for (let i = 0; i < steps; ++i) {
        await acts[random.of(often)]();
        if (i % 25 === 10) {
            await drop();
        }
        if (i % 25 === 17) {
            await comeBack();
        }
    }

    // Everything has arrived when a last event has.
    const { id } = await teams.waiting('red');
    const last = await teams.wire.until(() => steady.frames, (frames) => frames.some((frame) => frame.topic === org && frame.conversation_id === id && frame.type === 'conversation.queued' && frame.queue === 'red'), 'the last event')
        .then((frames) => frames.filter(({ topic }) => topic === org).at(-1).cursor);
    await teams.wire.until(() => broken.live.frames, (frames) => frames.some(({ topic, cursor }) => topic === org && cursor >= last), 'the last event, for who was away');

    // The org hears everything, in order: from this follows whose each conversation was, and when.
    const all = steady.frames.filter(({ topic }) => topic === org);
    const teamOf = new Map((await teams.asAdmin('GET', '/api/teams')).items.map(({ key, id: team }) => [team, key]));
    assert.ok(all.length > steps, `${all.length} events`);
    for (let i = 1; i < all.length; ++i) {
        assert.ok(all[i].cursor > all[i - 1].cursor, 'in order, each once');
    }
    const heardAgain = [...broken.heard, ...broken.live.frames.filter(({ topic }) => topic === org)].map(({ cursor }) => cursor)
        .filter((cursor) => cursor > start && cursor <= last);
    assert.deepEqual(heardAgain, all.map(({ cursor }) => cursor).filter((cursor) => cursor <= last), 'who was away missed nothing, and heard nothing twice');

    // Nobody is told on a topic that he is not in, and only staff of the team hears more than a preview.
    const everybody = { ...sockets };
    customers.forEach((customer, i) => {
        everybody[`customer ${i}`] = customer;
    });
    let judged = 0;
    let turns = 0;
    for (const [name, { frames }] of Object.entries(everybody)) {
        const topics = new Set(frames.find(({ type }) => type === 'hello').topics);
        for (const frame of frames.filter(({ topic, type }) => topic && type !== 'error')) {
            judged += 1;
            const told = `${name} heard ${JSON.stringify(frame)}`;
            if (frame.topic.startsWith('flow:')) {
                assert.equal(name, 'admin', told);
                continue;
            }
            if (frame.topic.startsWith('run:')) {
                assert.ok(['admin', 'team_lead', 'supervisor'].includes(name), told);
                assert.ok(name === 'admin' || runOf.get(frame.topic.slice(4)).teams.has('red'), told);
                assert.ok(!secrets.some((secret) => JSON.stringify(frame).includes(secret)), told);
                turns += 1;
                continue;
            }
            assert.ok(topics.has(frame.topic), told);
            if (frame.topic.startsWith('team:')) {
                assert.equal(teamOf.get(frame.topic.slice(5)), 'red', told);
            }
            if (frame.topic.startsWith('queue:')) {
                assert.ok(Object.keys(frame).every((key) => previews.has(key)), told);
                assert.ok(!secrets.slice(1).some((secret) => JSON.stringify(frame).includes(secret)), told);
            }
            if (frame.topic.startsWith('conversation:')) {
                assert.equal(frame.topic.slice(13), customers[Number(name.split(' ')[1])].id, told);
                assert.ok(!JSON.stringify(frame).includes('only for us') && !JSON.stringify(frame).includes('quiet_tag'), told);
                assert.ok(!JSON.stringify(frame).includes('@'), told);
            }
        }
    }
    assert.ok(judged > steps, `${judged} frames`);
    assert.ok(turns > 0, 'some of them followed a run');
    // The stranger's team is blue: of red he hears nothing at all.
    const redQueue = sockets.stranger.frames.filter(({ topic }) => topic === 'queue:red' || topic === 'queue:customer_service');
    assert.deepEqual(redQueue, []);
    isDone(await teams.wire.ask('GET', '/healthz'));
});
