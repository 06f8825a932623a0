// docs/permissions.md against a real server: each operation, list, field and topic, asked by each role about things of its own,
// its team's and another team's.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { cellOf, meaning, roles, rowsOf } from './support/permissions_page.mjs';
import { TwoTeams } from './support/two_teams.mjs';
import { isDone } from './support/wire.mjs';

let teams;
let operations;
/** With nothing in hand: nobody may have more than 100 conversations, and the operations give each of them many. */
async function newTeams() {
    await teams?.close();
    teams = await TwoTeams.open();
    await teams.asAdmin('POST', '/api/tags', { name: 'urgent' }, 201);
    await teams.asAdmin('PUT', '/api/fields', { fields: [{ key: 'order', title: 'Order', kind: 'number' }] });
}

before(async () => {
    await newTeams();
    const { paths } = isDone(await teams.wire.ask('GET', '/api/openapi.json'));
    operations = new Map(Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, described]) =>
        [`${method.toUpperCase()} ${path}`, { method: method.toUpperCase(), path, permission: described['x-permission'] ?? '', isOpen: described.security.length === 0 }])));
});
after(() => teams?.close());

let tagsMade = 0;
const anything = '0000000000000';
const lines = rowsOf('operation');
const ofPeople = lines.filter((line) => line.agent !== undefined);

// How a thing of each kind comes about, for somebody of a role: what stands in the path, and what a body needs.
const things = {
    conversation: (role, kind) => teams.conversation(role, kind),
    'closed conversation': (role, kind) => teams.closed(role, kind),
    'wrap-up': (role, kind) => teams.closed(role, kind),
    note: async (role, kind) => {
        const conversation = await teams.conversation(role, kind);
        const { id } = await teams.asAdmin('POST', `/api/conversations/${conversation.id}/notes`, { text: 'Be kind' }, 201);
        return { ...conversation, note: id };
    },
    contact: async (role, kind) => {
        const { id } = await teams.conversation(role, kind);
        return { id: (await teams.asAdmin('GET', `/api/conversations/${id}`)).contact_id };
    },
    tag: (role, kind) => {
        tagsMade += 1;
        return teams.asAdmin('POST', '/api/tags', { name: `tag ${tagsMade}`, team: kind === 'own' ? 'red' : 'blue' }, 201);
    },
    run: async (role, kind) => ({ id: await teams.run(role, kind) }),
    agent: (role, kind) => ({ id: { own: teams.me[role], colleague: teams.colleague, foreign: teams.stranger }[kind].id }),
    queue: (role, kind) => ({ key: { own: 'red', foreign: 'blue' }[kind] }),
    session: async (role, kind) => {
        const person = { own: teams.me[role], colleague: teams.colleague, foreign: teams.stranger }[kind];
        return { id: await teams.anotherSession(person) };
    },
    offer: (role, kind) => teams.offer(role, kind),
};
// The kinds that there are of each.
const kindsOf = (about, role) => ({
    conversation: ['own', 'waiting', 'colleague', 'foreign'],
    'closed conversation': ['own', 'colleague', 'foreign'],
    'wrap-up': ['own', 'colleague', 'foreign'],
    note: ['own', 'waiting', 'colleague', 'foreign'],
    contact: ['own', 'colleague', 'foreign'],
    tag: ['own', 'foreign'],
    run: ['own', 'waiting', 'colleague', 'foreign'],
    agent: isRoutable(role) ? ['own', 'colleague', 'foreign'] : ['colleague', 'foreign'],
    queue: ['own', 'foreign'],
    session: ['own', 'colleague', 'foreign'],
    offer: isRoutable(role) ? ['own', 'colleague', 'foreign'] : ['colleague', 'foreign'],
}[about]);
const isRoutable = (role) => role === 'sales_rep' || role === 'team_lead';

// What is sent, where {} would be refused for what it says; and where the right request finds a state it cannot go with.
const bodies = {
    'POST /api/conversations/{id}/messages': { text: 'Good morning' },
    'POST /api/conversations/{id}/notes': { text: 'Calls again tomorrow' },
    'POST /api/conversations/{id}/tags': { tag: 'urgent' },
    'POST /api/conversations/{id}/transfer': { queue: 'support' },
    'POST /api/conversations/{id}/escalate': { reason: 'beyond me' },
    'POST /api/conversations/{id}/close': { reason: 'resolved' },
    'POST /api/conversations/{id}/assign': (kind) => ({ user_id: (kind === 'foreign' ? teams.stranger : teams.colleague).id }),
    'PATCH /api/conversations/{id}/fields': { values: { order: 4711 } },
    'POST /api/conversations/{id}/read': { cursor: '1' },
    'DELETE /api/conversations/{id}/transcript': { reason: 'On his request' },
    'POST /api/conversations/{id}/transfer_agent': (kind) => ({ user_id: (kind === 'foreign' ? teams.stranger : teams.colleague).id }),
    'PATCH /api/contacts/{id}': { name: 'Mia' },
    'PATCH /api/tags/{id}': { description: 'Soon' },
    'POST /api/agents/{id}/status': { status: 'offline' },
    'PUT /api/agents/{id}/capacity': { chat: 100, voice: 1 },
    'PUT /api/agents/{id}/skills': { skills: [] },
    'PUT /api/queues/{key}/routing': { wrap_up: '1h', offer_for: '10m' },
    'POST /api/runs/{id}/incident': { action: 'retry' },
    'POST /api/runs/{id}/signals': { name: 'parcel.scanned' },
};
const conflicts = {
    'POST /api/conversations/{id}/take': { colleague: 'conversation.already_taken', foreign: 'conversation.already_taken' },
    'POST /api/conversations/{id}/hand_back': { waiting: 'conversation.not_assigned' },
    // The colleague is not there, or has it already; and who closed it has an hour to wrap it up.
    'POST /api/conversations/{id}/transfer_agent': { own: 'agent.not_available', waiting: 'agent.not_available', colleague: 'user.has_it', foreign: 'user.has_it' },
    'DELETE /api/conversations/{id}/transcript': { own: 'conversation.open', colleague: 'conversation.open', foreign: 'conversation.open' },
    'POST /api/runs/{id}/incident': { own: 'run.no_incident', waiting: 'run.no_incident', colleague: 'run.no_incident', foreign: 'run.no_incident' },
};

test('RBAC-17 the page and the description name the same operations, with the same permissions', () => {
    assert.deepEqual(lines.map(({ operation }) => operation).sort(), [...operations.keys()].sort());
    for (const { operation, permission = '' } of lines) {
        assert.equal(operations.get(operation).permission, permission, operation);
    }
    for (const { operation } of lines.filter((line) => operations.get(line.operation).isOpen)) {
        assert.ok(!ofPeople.some((line) => line.operation === operation), `${operation} is open`);
    }
});

const call = (operation, thing, token, body) => {
    const { method, path } = operations.get(operation);
    const filled = path.replace(/\{(\w+)[^}]*\}/g, (_, name) => encodeURIComponent(thing[name] ?? anything));
    return teams.wire.ask(method, filled, { token, body: method === 'GET' ? undefined : body, headers: { 'if-match': '"none"' } });
};

for (const role of roles) {
    test(`RBAC-17 RBAC-18 RBAC-3 RBAC-4 RBAC-7 RBAC-10 RBAC-11 RBAC-12 RBAC-14 X-1 SUP-14 ${role}: each operation, on things of his own, his team's, and others'`, async () => {
        const deviations = [];
        let asked = 0;
        for (const line of ofPeople.filter(({ about }) => about)) {
            const { operation, about } = line;
            const word = cellOf(line, role);
            for (const kind of kindsOf(about, role)) {
                const promised = meaning[word]?.[kind];
                assert.ok(promised, `${operation}: the page says '${word}' for ${role}, of which ${kind} means nothing`);
                // Who may not at all needs no thing to be refused.
                const thing = word === 'no' ? {} : await things[about](role, kind);
                const body = typeof bodies[operation] === 'function' ? bodies[operation](kind) : bodies[operation] ?? {};
                const answer = await call(operation, thing, teams.me[role].token, body);
                const conflict = conflicts[operation]?.[kind];
                const isDone = answer.status < 300 || (answer.status === 409 && conflict === answer.json?.code);
                asked += 1;
                if (promised === 'may' ? !isDone : answer.status !== promised) {
                    deviations.push(`${operation} on ${kind}: ${promised}, but ${answer.status} ${answer.text.slice(0, 200)}`);
                }
            }
        }
        assert.deepEqual(deviations, []);
        assert.ok(asked > 60, `${asked} requests`);
    });

    test(`RBAC-17 RBAC-5 RBAC-6 RBAC-8 RBAC-9 RBAC-11 RBAC-12 RBAC-16 X-23 ${role}: what is about nothing in particular`, async () => {
        const deviations = [];
        for (const line of ofPeople.filter(({ about, operation }) => !about && operation !== 'POST /api/auth/logout')) {
            const promised = cellOf(line, role);
            assert.ok(['yes', 'no'].includes(promised), `${line.operation}: ${promised}`);
            const { status, text, json } = await call(line.operation, {}, teams.me[role].token, {});
            const refused = status === 403 && json?.code === 'permission.denied';
            if (promised === 'no' ? !refused : status === 401 || status === 403 || status >= 500) {
                deviations.push(`${line.operation}: ${promised}, but ${status} ${text.slice(0, 200)}`);
            }
        }
        assert.deepEqual(deviations, []);
    });
}

test('RBAC-4 a customer: his own conversation, and no other', async () => {
    const [mine, other] = [await teams.waiting('red'), await teams.waiting('red')];
    const body = { messages: { id: 'm2', text: 'Hello?' }, read: { cursor: '1' }, delivered: { cursor: '1' } };
    for (const { operation } of lines.filter(({ operation }) => operation.includes('/api/chat/conversations/'))) {
        const send = body[operation.split('/').at(-1)] ?? {};
        const answer = await call(operation, other, mine.visitor, send);
        assert.equal(answer.status, 404, `${operation}: ${answer.text}`);
        if (!operation.endsWith('/leave')) {
            const own = await call(operation, mine, mine.visitor, send);
            assert.ok(own.status < 300, `${operation}: ${own.text}`);
        }
    }
    for (const { operation } of ofPeople) {
        assert.equal((await call(operation, mine, mine.visitor, {})).status, 401, operation);
    }
});

test('RBAC-1 a team without a supervisor serves its customers', async () => {
    const conversation = await teams.waiting('blue');
    const does = async (what, body, status = 200) => isDone(await teams.ask('POST', `/api/conversations/${conversation.id}/${what}`, teams.stranger.token, body), status);
    await does('take', {});
    await does('messages', { text: 'Good morning' }, 201);
    await does('close', { reason: 'resolved' });
    assert.equal((await teams.asAdmin('GET', '/api/teams')).items.find(({ key }) => key === 'blue').supervisor_id, null);
});

test('RBAC-18 X-3 lists show what the page says', async () => {
    await newTeams();
    const some = {};
    for (const role of roles) {
        some[role] = { own: await teams.of(teams.me[role], 'red') };
    }
    const [waiting, colleague, foreign, waitsThere] =
        [await teams.waiting('red'), await teams.of(teams.colleague, 'red'), await teams.of(teams.stranger, 'blue'), await teams.waiting('blue')];
    for (const role of roles) {
        const { token, id } = teams.me[role];
        const get = async (path) => isDone(await teams.wire.ask('GET', path, { token }));
        const ids = (items, name) => new Set(items.map((item) => item[name]));
        const shown = {
            'GET /api/conversations': async () => {
                const seen = ids((await get('/api/conversations?limit=200')).items, 'conversation_id');
                return { own: seen.has(some[role].own.id), waiting: seen.has(waiting.id), colleague: seen.has(colleague.id), foreign: seen.has(foreign.id) || seen.has(waitsThere.id) };
            },
            'GET /api/runs': async () => {
                const [mine, theirs] = [await teams.run(role, 'colleague'), await teams.run(role, 'foreign')];
                const seen = ids((await get('/api/runs?limit=200')).items, 'run_id');
                return { colleague: seen.has(mine), foreign: seen.has(theirs) };
            },
            'GET /api/agents': async () => {
                const seen = ids((await get('/api/agents')).items, 'userId');
                return { colleague: seen.has(teams.colleague.id), foreign: seen.has(teams.stranger.id) };
            },
            'GET /api/live agents': async () => {
                const seen = ids((await get('/api/live')).agents, 'userId');
                return { colleague: seen.has(teams.colleague.id), foreign: seen.has(teams.stranger.id) };
            },
            'GET /api/live open': async () => {
                const seen = ids((await get('/api/live?limit=200')).open, 'conversation_id');
                return { own: seen.has(some[role].own.id), waiting: seen.has(waiting.id), colleague: seen.has(colleague.id), foreign: seen.has(foreign.id) || seen.has(waitsThere.id) };
            },
            'GET /api/live queues': async () => {
                const seen = ids((await get('/api/live')).queues, 'key');
                return { own: seen.has('red'), foreign: seen.has('blue') };
            },
            'GET /api/queues': async () => {
                const seen = ids((await get('/api/queues')).items, 'key');
                return { own: seen.has('red'), foreign: seen.has('blue') };
            },
            'GET /api/teams': async () => {
                const seen = ids((await get('/api/teams')).items, 'key');
                return { own: seen.has('red'), foreign: seen.has('blue') };
            },
            'GET /api/auth/sessions': async () => {
                const seen = ids((await get('/api/auth/sessions')).items, 'id');
                return { own: seen.size > 0, foreign: seen.has(await teams.anotherSession(teams.stranger)) };
            },
        };
        const rows = rowsOf('list');
        assert.deepEqual(rows.map(({ list }) => list).sort(), Object.keys(shown).sort());
        for (const row of rows.filter((each) => cellOf(each, role) !== 'no')) {
            for (const [kind, seen] of Object.entries(await shown[row.list]())) {
                assert.equal(seen, meaning[cellOf(row, role)][kind] === 'may', `${role} ${row.list}: ${kind}`);
            }
        }
        assert.ok(id);
    }
});

test('RBAC-18 X-3 fields: a preview is all that an agent sees of what waits, and a loser is not told who won', async () => {
    const rows = rowsOf('answer');
    const told = (name, role) => rows.filter((row) => row.answer === name && cellOf(row, role) === 'x').map(({ fields }) => fields.split(' ').sort());
    for (const role of roles) {
        const { token } = teams.me[role];
        for (const kind of ['waiting', 'own']) {
            const { id } = await teams.conversation(role, kind);
            const shown = isDone(await teams.wire.ask('GET', `/api/conversations/${id}`, { token }));
            assert.deepEqual([Object.keys(shown).sort()], told(`conversation, ${kind}`, role), `${role}, ${kind}`);
        }
        const taken = await teams.of(teams.colleague, 'red');
        const lost = await teams.wire.ask('POST', `/api/conversations/${taken.id}/take`, { token, body: {} });
        assert.equal(lost.status, 409, lost.text);
        assert.equal(lost.text.includes('colleague'), told('lost take', role).length > 0, `${role}: ${lost.text}`);
    }
});

test('WS-2 WS-11 RBAC-18 topics: one is in those of the page, and in no other by asking', async () => {
    const teamIds = Object.fromEntries((await teams.asAdmin('GET', '/api/teams')).items.map(({ key, id }) => [key, id]));
    const customer = await teams.waiting('red');
    const other = await teams.waiting('red');
    const org = (await teams.listen(teams.admin)).frames.find(({ type }) => type === 'hello').topics.find((topic) => topic.startsWith('org:'));
    const listeners = [...roles.map((role) => [role, teams.me[role].token, '/ws']), ['customer', customer.visitor, '/ws/chat']];
    for (const [role, token, path] of listeners) {
        const names = {
            'rep: himself': teams.me[role] && `rep:${teams.me[role].id}`, 'rep: somebody else': `rep:${teams.colleague.id}`,
            'queue: of his teams': 'queue:red', 'queue: of another team': 'queue:blue',
            'team: his': `team:${teamIds.red}`, 'team: another': `team:${teamIds.blue}`, 'org: his': org,
            'conversation: his': `conversation:${customer.id}`, "conversation: another's": `conversation:${other.id}`,
        };
        const { frames, socket } = await teams.listen(token, path);
        const joined = new Set(frames.find(({ type }) => type === 'hello').topics);
        const rows = rowsOf('topic');
        assert.equal(rows.length, Object.keys(names).length);
        const closed = [];
        for (const row of rows.filter(({ topic }) => names[topic])) {
            const may = (role === 'customer' ? row.customer : cellOf(row, role)) === 'x';
            assert.equal(joined.has(names[row.topic]), may, `${role}: ${row.topic}`);
            if (!may) {
                closed.push(names[row.topic]);
            }
        }
        socket.say(JSON.stringify({ type: 'subscribe', topics: closed, after: '0' }));
        socket.say(JSON.stringify({ type: 'ping' }));
        await teams.wire.until(() => frames, () => frames.some(({ type }) => type === 'pong'), 'an answer to the ping');
        assert.deepEqual(frames.filter(({ topic }) => closed.includes(topic)), [], role);
    }
});

test('WS-2 WS-11 RBAC-18 topics by asking: flows and runs are told to those who may see them, and to nobody else', async () => {
    const [mine, theirs] = [await teams.run('team_lead', 'colleague'), await teams.run('team_lead', 'foreign')];
    const customer = await teams.waiting('red');
    const names = { 'flow: of any flow': 'flow:triage', "run: of his team's conversation": `run:${mine}`, "run: of another team's": `run:${theirs}` };
    const rows = rowsOf('topic by asking');
    assert.deepEqual(rows.map((row) => row['topic by asking']), Object.keys(names));
    for (const [role, token, path] of [...roles.map((role) => [role, teams.me[role].token, '/ws']), ['customer', customer.visitor, '/ws/chat']]) {
        const { frames, socket } = await teams.listen(token, path);
        socket.say(JSON.stringify({ type: 'subscribe', topics: Object.values(names) }));
        const { topics } = await teams.wire.until(() => frames, () => frames.some(({ type }) => type === 'subscribed'), 'an answer')
            .then((seen) => seen.find(({ type }) => type === 'subscribed'));
        const promised = rows.filter((row) => (role === 'customer' ? row.customer : cellOf(row, role)) === 'x').map((row) => names[row['topic by asking']]);
        assert.deepEqual([...topics].sort(), promised.sort(), role);
        const refused = frames.filter(({ type, code }) => type === 'error' && code === 'ws.topic_refused').map(({ topic }) => topic);
        assert.deepEqual(refused.sort(), Object.values(names).filter((topic) => !promised.includes(topic)).sort(), role);
    }
});
