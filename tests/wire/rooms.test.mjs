// Who is in which room of the socket, what is told there, and how soon: each role at a real server, about a conversation of
// his own, of a colleague and of another team.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { WebSocket } from '../crash/support/web_socket.mjs';
import { roles } from './support/permissions_page.mjs';
import { TwoTeams } from './support/two_teams.mjs';
import { isDone } from './support/wire.mjs';

let teams;
let teamIds;
before(async () => {
    teams = await TwoTeams.open();
    teamIds = Object.fromEntries((await teams.asAdmin('GET', '/api/teams')).items.map(({ key, id }) => [key, id]));
});
after(() => teams?.close());

const hello = ({ frames }) => frames.find(({ type }) => type === 'hello');
/** What somebody has heard about a conversation, each as "room event", once. */
const heard = ({ frames }, id) => new Set(frames.filter((frame) => frame.conversation_id === id).map(({ topic, type }) => `${topic.split(':')[0]} ${type}`));
/** All that was on its way to this socket has arrived: it answers in order. */
async function settled(...listeners) {
    for (const { frames, socket } of listeners) {
        const before = frames.filter(({ type }) => type === 'pong').length;
        socket.say(JSON.stringify({ type: 'ping' }));
        await teams.wire.until(() => frames, (seen) => seen.filter(({ type }) => type === 'pong').length > before, 'an answer to the ping');
    }
}

test('WS-2 each is in the rooms of his role from the start: his own, his queues, his teams or the org', async () => {
    const queues = (await teams.asAdmin('GET', '/api/queues')).items.map(({ key }) => `queue:${key}`);
    for (const role of roles) {
        const person = teams.me[role];
        const { topics, user_id: user } = hello(await teams.listen(person.token));
        assert.equal(user, person.id);
        const [org, ...more] = topics.filter((topic) => topic.startsWith('org:'));
        const expected = {
            sales_rep: [`rep:${person.id}`, 'queue:red'],
            team_lead: [`rep:${person.id}`, 'queue:red', `team:${teamIds.red}`],
            supervisor: [`rep:${person.id}`, 'queue:red', `team:${teamIds.red}`],
            admin: [`rep:${person.id}`, ...queues, org],
        }[role];
        assert.deepEqual([...topics].sort(), expected.sort(), role);
        assert.deepEqual(more, []);
    }
});

test('WS-2 WS-11 in each room is told what belongs there: all of it to who has it or leads, previews to the queue, nothing to others', async () => {
    const listeners = {};
    for (const role of roles) {
        listeners[role] = await teams.listen(teams.me[role].token);
    }
    listeners.colleague = await teams.listen(teams.colleague.token);
    listeners.stranger = await teams.listen(teams.stranger.token);

    const story = async (queue, person) => {
        const conversation = await teams.waiting(queue);
        const customer = await teams.listen(conversation.visitor, '/ws/chat');
        await teams.asAdmin('POST', `/api/conversations/${conversation.id}/assign`, { user_id: person.id });
        isDone(await teams.ask('POST', `/api/chat/conversations/${conversation.id}/messages`, conversation.visitor, { id: 'm2', text: 'It is urgent' }), 202);
        isDone(await teams.ask('POST', `/api/conversations/${conversation.id}/messages`, person.token, { text: 'I am on it' }), 201);
        isDone(await teams.ask('POST', `/api/conversations/${conversation.id}/notes`, person.token, { text: 'He is right' }), 201);
        isDone(await teams.ask('POST', `/api/conversations/${conversation.id}/close`, person.token, { reason: 'resolved' }));
        await teams.wire.until(() => listeners.admin.frames, (frames) => frames.some(({ type, conversation_id: id }) => type === 'conversation.closed' && id === conversation.id), 'the end of it');
        await settled(...Object.values(listeners), customer);
        return { ...conversation, customer };
    };
    const whole = ['conversation.assigned', 'message.received', 'message.sent', 'note.added', 'conversation.closed'];
    const has = (who, id, room) => {
        const told = heard(listeners[who], id);
        for (const event of whole) {
            assert.ok(told.has(`${room} ${event}`), `${who} heard ${[...told].join(', ')}, but no ${event} in ${room}`);
        }
    };
    const previews = ['queue conversation.queued', 'queue conversation.dequeued'];
    const hasPreviewsOnly = (who, id) => assert.deepEqual([...heard(listeners[who], id)].sort(), [...previews].sort(), who);

    const red = await story('red', teams.me.sales_rep);
    has('sales_rep', red.id, 'rep');
    has('team_lead', red.id, 'team');
    has('supervisor', red.id, 'team');
    has('admin', red.id, 'org');
    hasPreviewsOnly('colleague', red.id);
    assert.deepEqual([...heard(listeners.stranger, red.id)], [], 'of another team nothing at all');
    const told = heard(red.customer, red.id);
    assert.ok(told.has('conversation message.sent') && told.has('conversation conversation.closed'));
    assert.ok(!told.has('conversation note.added'));
    assert.ok(!JSON.stringify(red.customer.frames).includes('He is right'));

    const blue = await story('blue', teams.stranger);
    has('stranger', blue.id, 'rep');
    has('admin', blue.id, 'org');
    for (const who of ['sales_rep', 'team_lead', 'supervisor', 'colleague']) {
        assert.deepEqual([...heard(listeners[who], blue.id)], [], `${who} of blue`);
    }
});

test('WS-11 who asks for a room that is not his is not let in, now or when something happens there', async () => {
    const { id, visitor } = await teams.waiting('blue');
    const closed = ['queue:blue', `team:${teamIds.blue}`, `rep:${teams.stranger.id}`, `conversation:${id}`, 'queue:', 'rooms of all'];
    for (const role of ['sales_rep', 'team_lead', 'supervisor']) {
        const listener = await teams.listen(teams.me[role].token);
        listener.socket.say(JSON.stringify({ type: 'subscribe', topics: closed, after: '0' }));
        await settled(listener);
        const { topics } = listener.frames.findLast(({ type }) => type === 'subscribed') ?? { topics: [] };
        assert.deepEqual((topics ?? []).filter((topic) => closed.includes(topic)), [], role);
        isDone(await teams.ask('POST', `/api/chat/conversations/${id}/messages`, visitor, { id: `after_${role}`, text: 'Still here' }), 202);
        const admin = await teams.listen(teams.admin);
        await settled(admin, listener);
        assert.deepEqual(listener.frames.filter(({ topic }) => closed.includes(topic)), [], role);
    }
});

test('WS-2 WS-11 who goes to another team is in its rooms when he is back, and in no other', async () => {
    const mover = await teams.asAdmin('POST', '/api/users', { email: 'mover@red.test', name: 'Mover', role: 'team_lead', teams: ['red'],
        password: process.env.MILLRACE_DEMO_PASSWORD }, 201);
    const token = await teams.wire.login('mover@red.test');
    let code;
    const frames = [];
    await WebSocket.open(`${teams.wire.server.url}/ws?token=${token}`, (text) => frames.push(JSON.parse(text)), (how) => {
        code = how;
    });
    await teams.wire.until(() => frames, () => frames.length > 0, 'a greeting');
    assert.ok(frames[0].topics.includes(`team:${teamIds.red}`));
    await teams.asAdmin('PATCH', `/api/users/${mover.userId}`, { teams: ['blue'] });
    await teams.wire.until(() => code, (how) => how === 1012, 'the socket closed, to come again');
    const back = await teams.listen(token);
    assert.deepEqual([...hello(back).topics].sort(), [`rep:${mover.userId}`, 'queue:blue', `team:${teamIds.blue}`].sort());
    const { id } = await teams.waiting('red');
    await settled(back);
    assert.deepEqual([...heard(back, id)], []);
});

test('WS-12 an agent hears of his inbox, his queue, what was delivered and read, who types, and what he is notified of', async () => {
    const { token, id: me } = teams.me.sales_rep;
    const agent = await teams.listen(token);
    const hears = (type, more = () => true) =>
        teams.wire.until(() => agent.frames, (frames) => frames.some((frame) => frame.type === type && more(frame)), type);
    const mine = await teams.of(teams.me.sales_rep, 'red');
    const isMine = ({ conversation_id: id }) => id === mine.id;
    const customer = await teams.listen(mine.visitor, '/ws/chat');

    await hears('conversation.queued', (frame) => isMine(frame) && frame.topic === 'queue:red');
    await hears('conversation.assigned', (frame) => isMine(frame) && frame.topic === `rep:${me}`);
    isDone(await teams.ask('POST', `/api/chat/conversations/${mine.id}/messages`, mine.visitor, { id: 'm2', text: 'Hello?' }), 202);
    await hears('message.received', (frame) => isMine(frame) && frame.message.text === 'Hello?');
    customer.socket.say(JSON.stringify({ type: 'typing' }));
    await hears('typing', (frame) => isMine(frame) && frame.from === 'customer');
    const sent = isDone(await teams.ask('POST', `/api/conversations/${mine.id}/messages`, token, { text: 'I am here' }), 201);
    for (const state of ['delivered', 'read']) {
        isDone(await teams.ask('POST', `/api/chat/conversations/${mine.id}/${state}`, mine.visitor, { cursor: sent.cursor }), 202);
        await hears(`message.${state}`, (frame) => isMine(frame) && frame.up_to === sent.cursor);
    }
    // Another page of his shows a tag at once, and the list what has ended.
    await teams.asAdmin('POST', `/api/conversations/${mine.id}/tags`, { tag: 'seen everywhere' });
    await hears('conversation.tagged', (frame) => isMine(frame) && frame.tag === 'seen everywhere');
    await teams.asAdmin('POST', `/api/conversations/${mine.id}/close`, { reason: 'resolved' });
    await hears('conversation.closed', isMine);

    // Notified: of an offer, and that somebody has changed his status.
    const offered = await teams.offer('sales_rep', 'own');
    await hears('conversation.offered', ({ conversation_id: id, topic }) => id === offered.id && topic === `rep:${me}`);
    isDone(await teams.ask('POST', `/api/agents/${me}/status`, teams.me.supervisor.token, { status: 'offline' }));
    await hears('agent.status_changed', ({ userId, status, by }) => userId === me && status === 'offline' && by === teams.me.supervisor.id);
    await hears('offer.withdrawn', ({ conversation_id: id }) => id === offered.id);
});

test('WS-10 what is committed is with a connected client within 200 ms, nineteen times of twenty', async () => {
    const mine = await teams.of(teams.me.sales_rep, 'red');
    const late = [];
    const socket = await WebSocket.open(`${teams.wire.server.url}/ws?token=${teams.me.sales_rep.token}`, (text) => {
        const { type, at } = JSON.parse(text);
        if (type === 'message.received') {
            late.push(Date.now() - Date.parse(at));
        }
    }, () => {});
    const messages = 60;
    for (let i = 0; i < messages; ++i) {
        isDone(await teams.ask('POST', `/api/chat/conversations/${mine.id}/messages`, mine.visitor, { id: `n${i}`, text: `Message ${i}` }), 202);
    }
    await teams.wire.until(() => late, (all) => all.length === messages, 'all of them');
    socket.close();
    late.sort((a, b) => a - b);
    const p95 = late[Math.ceil(messages * 0.95) - 1];
    assert.ok(p95 < 200, `${p95} ms`);
});
