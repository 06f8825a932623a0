// The floor as those see it who lead it: figures, people, what waits; and who may do what about it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { WebSocket } from '../crash/support/web_socket.mjs';
import { isDone, isProblem, Wire } from './support/wire.mjs';

let wire;
const tokens = {};
const people = {};
before(async () => {
    wire = await Wire.open();
    await wire.hire('lead@demo.test', 'team_lead', ['sales']);
    for (const [name, email] of Object.entries({ admin: 'admin@demo.test', supervisor: 'supervisor@demo.test',
        lead: 'lead@demo.test', anna: 'agent1@demo.test', ben: 'agent2@demo.test' })) {
        tokens[name] = await wire.login(email);
    }
    for (const { userId, email } of isDone(await wire.ask('GET', '/api/users?limit=200', { token: tokens.admin })).items) {
        people[email] = userId;
    }
});
after(() => wire?.close());

const get = (who, path) => wire.ask('GET', path, { token: tokens[who] });
const post = (who, path, body = {}) => wire.ask('POST', path, { token: tokens[who], body });
const put = (who, path, body) => wire.ask('PUT', path, { token: tokens[who], body });
const statistics = async (queue) => isDone(await get('supervisor', `/api/queues/${queue}/statistics`)).counts;

/** What he may hear, and a promise of the end of his socket. */
async function listens(who) {
    const frames = [];
    let over;
    const closed = new Promise((resolve) => (over = resolve));
    const socket = await WebSocket.open(`${wire.server.url}/ws?token=${tokens[who]}`, (text) => frames.push(JSON.parse(text)), over);
    await wire.until(() => frames, (seen) => seen.some(({ type }) => type === 'hello'), 'a greeting');
    return { topics: frames.find(({ type }) => type === 'hello').topics, closed, socket };
}

/** A customer who asks for a person at once, and waits in the queue. */
async function customer(queue) {
    const visitor = isDone(await wire.ask('POST', '/api/chat/web/conversations', { body: {} }), 201);
    const tell = async (what, body = {}) =>
        isDone(await wire.ask('POST', `/api/chat/conversations/${visitor.conversation_id}/${what}`, { token: visitor.token, body }), 202);
    await wire.until(async () => isDone(await wire.ask('GET', `/api/chat/conversations/${visitor.conversation_id}/messages`, { token: visitor.token })).items,
        (items) => items.some(({ options }) => options), 'the menu');
    await tell('messages', { id: 'm1', text: queue });
    await tell('human');
    await wire.until(async () => isDone(await get('admin', `/api/conversations/${visitor.conversation_id}`)),
        ({ status }) => ['queued', 'offered'].includes(status), 'the customer in a queue');
    return { id: visitor.conversation_id, tell };
}

test('QUEUE-4 QUEUE-5 SUP-9 SUP-10 X-11 the snapshot and the statistics follow what customers do', async () => {
    const before = await statistics('sales');
    const mia = await customer('Sales');
    const waits = isDone(await get('supervisor', '/api/live'));
    const sales = waits.queues.find(({ key }) => key === 'sales');
    assert.equal(sales.waiting, 1);
    assert.equal(sales.agents_online, 0);
    assert.ok(waits.open.some(({ conversation_id, status }) => conversation_id === mia.id && status === 'queued'));
    assert.equal((await statistics('sales')).enqueued, before.enqueued + 1);

    await mia.tell('leave');
    const left = await statistics('sales');
    assert.equal(left.abandoned, before.abandoned + 1);
    assert.equal(left.abandoned_short, before.abandoned_short + 1);
    const after = isDone(await get('supervisor', '/api/live')).queues.find(({ key }) => key === 'sales');
    assert.equal(after.waiting, 0);
    assert.equal(typeof after.today.abandon_rate, 'number');
    assert.equal(isDone(await get('admin', `/api/conversations/${mia.id}`)).close_reason, 'customer_left');

    // One's own teams and nobody else's, and not at all for agents.
    assert.deepEqual(isDone(await get('lead', '/api/live')).queues.map(({ key }) => key), ['sales']);
    isProblem(await get('lead', '/api/queues/support/statistics'), 404, 'queue.unknown');
    isProblem(await get('supervisor', '/api/queues/sales/statistics?from=yesterday'), 422, 'request.invalid');
    isProblem(await get('supervisor', '/api/queues/sales/statistics?from=2020-01-01T00:00:00Z&to=2021-01-01T00:00:00Z'), 400, 'statistics.range');
    isProblem(await get('supervisor', '/api/live?page=forged'), 400, 'cursor.invalid');
});

test('QUEUE-6 SUP-13 an agent is moved to another queue at work: what he sees and is offered changes with it', async () => {
    const noah = await customer('Sales');
    isProblem(await get('ben', `/api/conversations/${noah.id}`), 404, 'conversation.unknown');
    const ben = people['agent2@demo.test'];
    isProblem(await put('lead', '/api/queues/sales/agents', { add: [ben] }), 422, 'user.unknown');
    isProblem(await put('lead', '/api/queues/support/agents', { add: [] }), 404, 'queue.unknown');
    const first = await listens('ben');
    assert.ok(!first.topics.includes('queue:sales'));
    const staffed = isDone(await put('supervisor', '/api/queues/sales/agents', { add: [ben] }));
    assert.equal(staffed.items.find(({ userId }) => userId === ben).how, 'added');
    assert.equal(isDone(await get('ben', `/api/conversations/${noah.id}`)).preview, true);
    assert.ok(isDone(await get('ben', '/api/queues')).items.some(({ key }) => key === 'sales'));
    await first.closed;  // and comes back at once, to hear what he may hear now
    const second = await listens('ben');
    assert.ok(second.topics.includes('queue:sales'));
    isDone(await put('supervisor', '/api/queues/sales/agents', { remove: [ben] }));
    await second.closed;
    const third = await listens('ben');
    assert.ok(!third.topics.includes('queue:sales'));
    third.socket.close();
    isProblem(await get('ben', `/api/conversations/${noah.id}`), 404, 'conversation.unknown');
    await noah.tell('leave');
});

test('QUEUE-7 an agent escalates; the queue is made by the admin and there is one', async () => {
    const olga = await customer('Sales');
    isDone(await post('anna', `/api/conversations/${olga.id}/take`));
    isProblem(await post('anna', `/api/conversations/${olga.id}/escalate`, { reason: 'too much' }), 409, 'queue.no_escalation');
    const queue = { key: 'second_line', title: 'Second line', team: 'support', escalation: true };
    isProblem(await post('supervisor', '/api/queues', queue), 403, 'permission.denied');
    isDone(await post('admin', '/api/queues', queue), 201);
    isProblem(await post('admin', '/api/queues', queue), 409, 'queue.exists');
    isProblem(await post('admin', '/api/queues', { ...queue, key: 'third_line' }), 409, 'queue.escalation_exists');
    isProblem(await post('ben', `/api/conversations/${olga.id}/escalate`, { reason: 'mine?' }), 404, 'conversation.unknown');
    assert.equal(isDone(await post('anna', `/api/conversations/${olga.id}/escalate`, { reason: 'too much' })).queue, 'second_line');
    const seen = isDone(await get('supervisor', '/api/live')).queues.find(({ key }) => key === 'second_line');
    assert.equal(seen.escalation, true);
    assert.equal(seen.waiting, 1);
    await olga.tell('leave');
});

test('ROUTE-3 rules are saved, tried, and refused with the place of what is wrong', async () => {
    const rules = [{ title: 'Refunds', when: 'contains(lower(first_text), "refund")', queue: 'support', priority: 'high' }];
    isProblem(await put('supervisor', '/api/routing-rules', { rules }), 403, 'permission.denied');
    const wrong = isProblem(await put('admin', '/api/routing-rules', { rules: [{ ...rules[0], queue: 'nowhere' }] }), 422, 'routing_rule.queue_unknown');
    assert.equal(wrong.errors?.[0]?.pointer ?? wrong.pointer, '/rules/0/queue');
    isProblem(await put('admin', '/api/routing-rules', { rules: [{ ...rules[0], when: 'first_text ==' }] }), 422, 'routing_rule.expression');
    isDone(await put('admin', '/api/routing-rules', { rules }));
    assert.deepEqual(isDone(await get('admin', '/api/routing-rules')).rules.map(({ title }) => title), ['Refunds']);
    const tried = isDone(await post('admin', '/api/routing-rules/try', { facts: { first_text: 'A REFUND please' } }));
    assert.equal(tried.rule.queue, 'support');
    assert.equal(isDone(await post('admin', '/api/routing-rules/try', { facts: { first_text: 'Hello' } })).rule ?? null, null);
    isDone(await put('admin', '/api/routing-rules', { rules: [] }));
});

test('SUP-14 SUP-5 SUP-6 SUP-13 what supervisors do is not for agents', async () => {
    const pia = await customer('Sales');
    const anna = people['agent1@demo.test'];
    for (const [method, path, body] of [
        ['GET', '/api/live'], ['GET', '/api/agents'], ['GET', '/api/queues/sales/statistics'], ['GET', '/api/queues/sales/agents'],
        ['PUT', '/api/queues/sales/agents', { add: [anna] }], ['POST', `/api/conversations/${pia.id}/assign`, { user_id: anna }],
        ['POST', `/api/agents/${anna}/status`, { status: 'offline' }], ['POST', `/api/conversations/${pia.id}/reopen`, {}],
        ['POST', '/api/queues', {}], ['PATCH', '/api/queues/sales', {}], ['GET', '/api/settings'], ['GET', '/api/routing-rules'],
    ]) {
        isProblem(await wire.ask(method, path, { token: tokens.anna, body }), 403, 'permission.denied');
    }
    // And a supervisor does them: gives it to somebody, takes it over, hands it on.
    const mine = people['supervisor@demo.test'];
    assert.equal(isDone(await post('supervisor', `/api/conversations/${pia.id}/assign`, { user_id: anna })).agent_id, anna);
    assert.equal(isDone(await post('supervisor', `/api/conversations/${pia.id}/assign`, { user_id: mine })).agent_id, mine);
    isProblem(await post('anna', `/api/conversations/${pia.id}/messages`, { text: 'still me' }), 404, 'conversation.unknown');
    assert.equal(isDone(await post('supervisor', `/api/conversations/${pia.id}/transfer`, { queue: 'support' })).queue, 'support');
    await pia.tell('leave');
});

test('X-2 RBAC-8 agents see who is here by name, and nothing where the org says so', async () => {
    const { items } = isDone(await get('anna', '/api/agents/directory'));
    assert.ok(items.length >= 5);
    assert.deepEqual([...new Set(items.flatMap(Object.keys))].sort(), ['name', 'online', 'userId']);
    isProblem(await put('supervisor', '/api/settings', {}), 403, 'permission.denied');
    isDone(await put('admin', '/api/settings', { presence_directory: false }));
    isProblem(await get('anna', '/api/agents/directory'), 403, 'directory.hidden');
    isDone(await get('supervisor', '/api/agents/directory'));
    assert.deepEqual(isDone(await put('admin', '/api/settings', {})), { presence_directory: true, inactive_after: '15m', time_zone: 'UTC', publish_needs_review: false });
});

test('AGST-1 AGST-2 an agent pauses for a reason of the house, or one that the admin adds, and plays on; who leads sees it', async () => {
    const listener = await listens('anna');
    const me = async () => isDone(await get('anna', '/api/agents/me'));
    const reasons = isDone(await get('anna', '/api/pause-reasons')).items;
    assert.deepEqual(reasons.map(({ title }) => title), ['Lunch', 'Bathroom', 'Smoke', 'On leave', 'Case work']);
    isProblem(await put('supervisor', '/api/pause-reasons/training', { title: 'Training', limit: '2h' }), 403, 'permission.denied');
    const own = isDone(await put('admin', '/api/pause-reasons/training', { title: 'Training', limit: '2h' })).items;
    assert.deepEqual(own.at(-1), { key: 'training', title: 'Training', limit: '2h' });
    for (const { key } of own) {
        isDone(await post('anna', '/api/agents/me/status', { status: 'paused', reason: key }));
        const { status, reason } = await me();
        assert.deepEqual([status, reason], ['paused', key]);
        const seen = isDone(await get('lead', '/api/agents')).items.find(({ userId }) => userId === people['agent1@demo.test']);
        assert.deepEqual([seen.status, seen.reason], ['paused', key]);
        isDone(await post('anna', '/api/agents/me/status', { status: 'online' }));
        assert.equal((await me()).status, 'online');
    }
    isDone(await wire.ask('DELETE', '/api/pause-reasons/training', { token: tokens.admin }));
    isProblem(await post('anna', '/api/agents/me/status', { status: 'paused', reason: 'training' }), 422);
    isProblem(await post('anna', '/api/agents/me/status', { status: 'on_call' }), 422);
    isDone(await post('anna', '/api/agents/me/status', { status: 'offline' }));
    listener.socket.close();
});
