// The inbox over the wire: filters and pages, what is unread, what was delivered and read, many at once, tags and fields,
// a contact's past, transcripts; and who may do what with each.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { WebSocket } from '../crash/support/web_socket.mjs';
import { isDone, isProblem, Wire } from './support/wire.mjs';

let wire;
const tokens = {};
const ids = {};

before(async () => {
    wire = await Wire.open();
    await wire.hire('lead@demo.test', 'team_lead', ['support']);
    await wire.hire('neighbour@demo.test', 'supervisor', ['sales']);
    for (const [name, email] of Object.entries({ admin: 'admin@demo.test', supervisor: 'supervisor@demo.test', lead: 'lead@demo.test',
        neighbour: 'neighbour@demo.test', anna: 'agent1@demo.test', ben: 'agent2@demo.test' })) {
        tokens[name] = await wire.login(email);
    }
    for (const { userId, email } of isDone(await as('admin', 'GET', '/api/users?limit=200')).items) {
        ids[email] = userId;
    }
    for (const email of ['agent1@demo.test', 'agent2@demo.test']) {
        isDone(await as('admin', 'PUT', `/api/agents/${ids[email]}/capacity`, { chat: 50, voice: 1 }));
    }
});
after(() => wire?.close());

const as = (who, method, path, body) => wire.ask(method, path, { token: tokens[who], body });
const chat = (visitor, method, what, body) =>
    wire.ask(method, `/api/chat/conversations/${visitor.conversation_id}/${what}`, { token: visitor.token, body });
const at = (visitor, what = '') => `/api/conversations/${visitor.conversation_id}${what}`;
const listed = async (who, query = '') =>
    isDone(await as(who, 'GET', `/api/conversations?${query}`)).items.map(({ conversation_id: id }) => id);

/** Somebody who waits in this team's queue, with the same past when a visitor is given. */
async function waits(team, { name = 'Mia', before: earlier } = {}) {
    const visitor = isDone(await wire.ask('POST', '/api/chat/web/conversations', { token: earlier?.token, body: { name } }), 201);
    await wire.until(async () => isDone(await chat(visitor, 'GET', 'messages')).items, (items) => items.some(({ options }) => options), 'the menu');
    isDone(await chat(visitor, 'POST', 'messages', { id: 'm1', text: team }), 202);
    isDone(await chat(visitor, 'POST', 'human', {}), 202);
    await wire.until(() => listed('admin', 'status=queued'), (all) => all.includes(visitor.conversation_id), `a conversation in ${team}`);
    return visitor;
}
async function taken(team, who = 'anna', options) {
    const visitor = await waits(team, options);
    isDone(await as(who, 'POST', at(visitor, '/take'), {}));
    return visitor;
}
const socket = async (token, path = '/ws') => {
    const frames = [];
    const opened = await WebSocket.open(`${wire.server.url}${path}?token=${token}`, (text) => frames.push(JSON.parse(text)), () => {});
    await wire.until(async () => frames, (all) => all.some(({ type }) => type === 'hello'), 'a hello');
    return { frames, close: () => opened.close(), hears: (type, more = () => true) =>
        wire.until(async () => frames, (all) => all.some((frame) => frame.type === type && more(frame)), type) };
};

test('INBOX-7 CONV-4 an answer is there within half a second, and is sent, delivered and read', async () => {
    const mia = await taken('Support');
    const hers = await socket(mia.token, '/ws/chat');
    const his = await socket(tokens.anna);
    const begun = performance.now();
    const sent = isDone(await as('anna', 'POST', at(mia, '/messages'), { text: 'Hello Mia' }), 201);
    assert.equal(sent.status, 'sent');
    await his.hears('message.sent', ({ message }) => message.id === sent.id);
    assert.ok(performance.now() - begun < 500, `${performance.now() - begun} ms`);
    await hers.hears('message.sent', ({ message }) => message.id === sent.id);

    const state = async () => isDone(await as('anna', 'GET', at(mia, '/messages'))).items.find(({ id }) => id === sent.id).status;
    isDone(await chat(mia, 'POST', 'delivered', { cursor: sent.cursor }), 202);
    await his.hears('message.delivered', ({ up_to: to }) => to === sent.cursor);
    assert.equal(await state(), 'delivered');
    isDone(await chat(mia, 'POST', 'read', { cursor: sent.cursor }), 202);
    await his.hears('message.read', ({ up_to: to, by }) => to === sent.cursor && by === 'customer');
    assert.equal(await state(), 'read');
    isProblem(await chat(mia, 'POST', 'delivered', { cursor: 'x' }), 422, 'request.invalid');

    // Who only asks from time to time has what came before what he asks for.
    const next = isDone(await as('anna', 'POST', at(mia, '/messages'), { text: 'Still there?' }), 201);
    const page = isDone(await chat(mia, 'GET', `messages?after=${sent.cursor}`));
    assert.equal(page.items[0].status, 'sent');
    isDone(await chat(mia, 'GET', `messages?after=${next.cursor}`));
    assert.equal(isDone(await as('anna', 'GET', at(mia, '/messages'))).items.at(-1).status, 'delivered');

    // And she hears that he has read hers.
    const hello = isDone(await chat(mia, 'POST', 'messages', { id: 'm2', text: 'Yes' }), 202);
    isDone(await as('anna', 'POST', at(mia, '/read'), { cursor: hello.cursor }));
    await hers.hears('message.read', ({ up_to: to, by }) => to === hello.cursor && by === 'agent');
    const seen = isDone(await chat(mia, 'GET', 'messages'));
    assert.equal(seen.items.at(-1).status, 'read');
    assert.equal(seen.agent_read_to, hello.cursor);
    hers.close();
    his.close();
});

test('INBOX-3 unread messages are counted by conversation and in all, until they are read', async () => {
    const mia = await taken('Support');
    isDone(await chat(mia, 'POST', 'messages', { id: 'm2', text: 'Hello?' }), 202);
    const mine = async () => {
        const page = isDone(await as('anna', 'GET', '/api/conversations?status=assigned'));
        return { total: page.total_unread, unread: page.items.find(({ conversation_id: id }) => id === mia.conversation_id).unread };
    };
    const before = await mine();
    assert.equal(before.unread, 2);
    const { items } = isDone(await as('anna', 'GET', at(mia, '/messages')));
    const answer = isDone(await as('anna', 'POST', at(mia, '/read'), { cursor: items.at(-1).cursor }));
    assert.equal(answer.total_unread, before.total - 2);
    assert.deepEqual(await mine(), { total: before.total - 2, unread: 0 });
    isProblem(await as('ben', 'POST', at(mia, '/read'), { cursor: '1' }), 404, 'conversation.unknown');
});

test('INBOX-3 INBOX-5 INBOX-10 the list is filtered, sorted and paged, and says so when it is asked for nonsense', async () => {
    const [mia, jon] = [await taken('Sales', 'anna', { name: 'Mia Finder' }), await waits('Support', { name: 'Jon Finder' })];
    isDone(await as('supervisor', 'POST', at(jon, '/tags'), { tag: 'findme' }));
    // By id, which tells the time, but not within a millisecond.
    const oldest = [mia.conversation_id, jon.conversation_id].sort();
    assert.deepEqual(await listed('supervisor', 'q=finder'), [...oldest].reverse());
    assert.deepEqual(await listed('supervisor', 'q=finder&sort=oldest'), oldest);
    assert.deepEqual(await listed('supervisor', 'tag=findme'), [jon.conversation_id]);
    assert.deepEqual(await listed('supervisor', `q=finder&assignee=${ids['agent1@demo.test']}`), [mia.conversation_id]);
    assert.deepEqual(await listed('anna', 'q=finder&assignee=me'), [mia.conversation_id]);
    assert.deepEqual(await listed('neighbour', 'q=finder'), [mia.conversation_id]);

    const pages = [];
    for (let cursor = ''; cursor !== null;) {
        const page = isDone(await as('supervisor', 'GET', `/api/conversations?limit=2&cursor=${cursor}`));
        pages.push(...page.items.map(({ conversation_id: id }) => id));
        cursor = page.cursor;
    }
    assert.deepEqual(pages, await listed('supervisor', 'limit=200'));
    const { cursor } = isDone(await as('supervisor', 'GET', '/api/conversations?limit=1'));
    isProblem(await as('supervisor', 'GET', `/api/conversations?sort=oldest&cursor=${cursor}`), 400, 'cursor.invalid');
    isProblem(await as('supervisor', 'GET', '/api/conversations?sort=best'), 400, 'request.malformed');
    isProblem(await as('supervisor', 'GET', '/api/conversations?status=gone'), 400, 'request.malformed');
});

test('INBOX-6 many are closed, tagged and assigned at once, each with its own right and outcome, and each is audited', async () => {
    const [mine, hers, closed, away] = [await taken('Support'), await taken('Support', 'ben'), await taken('Support'), await waits('Customer service')];
    isDone(await as('anna', 'POST', at(closed, '/close'), { reason: 'resolved' }));
    const bulk = (who, body) => as(who, 'POST', '/api/conversations/bulk', body);
    const all = [mine, hers, closed, away].map(({ conversation_id: id }) => id);
    const outcome = async (who, body) => isDone(await bulk(who, body)).items.map(({ status, code }) => code ?? status);

    assert.deepEqual(await outcome('anna', { ids: [...all, 'nonsense'], action: 'tag', tag: 'batch' }),
        [200, 'conversation.unknown', 200, 'conversation.unknown', 'conversation.unknown']);
    assert.deepEqual(await outcome('supervisor', { ids: all, action: 'tag', tag: 'batch' }), [200, 200, 200, 200]);
    assert.deepEqual(await outcome('supervisor', { ids: all, action: 'untag', tag: 'batch' }), [200, 200, 200, 200]);
    assert.deepEqual(await outcome('lead', { ids: all, action: 'assign', user_id: ids['agent2@demo.test'] }),
        [200, 200, 'conversation.closed', 'conversation.unknown']);
    assert.deepEqual(await outcome('supervisor', { ids: [all[3], all[3]], action: 'transfer', queue: 'sales' }), [200, 200]);
    assert.deepEqual(await outcome('supervisor', { ids: all, action: 'close', reason: 'duplicate' }), [200, 200, 'conversation.closed', 200]);
    for (const id of [all[0], all[1], all[3]]) {
        const entries = isDone(await as('admin', 'GET', `/api/audit?object=conversation:${id}`)).items;
        assert.equal(entries[0].action, 'conversation.closed');
        assert.equal(entries[0].actor, ids['supervisor@demo.test']);
    }

    isProblem(await bulk('anna', { ids: all, action: 'assign', user_id: 'x' }), 403, 'permission.denied');
    isProblem(await bulk('supervisor', { ids: all, action: 'close' }), 422, 'request.invalid');
    isProblem(await bulk('supervisor', { ids: [], action: 'close', reason: 'spam' }), 422, 'request.invalid');
    isProblem(await bulk('supervisor', { ids: Array(201).fill(all[0]), action: 'close', reason: 'spam' }), 422, 'request.invalid');
    isProblem(await bulk('supervisor', { ids: all, action: 'burn' }), 422, 'request.invalid');
});

test('RBAC-7 X-1 agents hand on to teams, and to colleagues only where their role says so', async () => {
    const mia = await taken('Support');
    const give = (who, email) => as(who, 'POST', at(mia, '/transfer_agent'), { user_id: ids[email] });
    isProblem(await give('anna', 'agent2@demo.test'), 403, 'permission.denied');
    isProblem(await give('lead', 'agent2@demo.test'), 409, 'agent.not_available');
    isProblem(await give('neighbour', 'agent2@demo.test'), 404, 'conversation.unknown');
    isProblem(await give('supervisor', 'admin@demo.test'), 422, 'user.not_in_team');
    isProblem(await as('supervisor', 'POST', at(mia, '/transfer_agent'), { user_id: 'nobody' }), 422, 'user.unknown');
    const there = await socket(tokens.ben);
    isDone(await as('ben', 'POST', '/api/agents/me/status', { status: 'online' }));
    assert.equal(isDone(await give('lead', 'agent2@demo.test')).agent_id, ids['agent2@demo.test']);
    isProblem(await give('lead', 'agent2@demo.test'), 409, 'user.has_it');
    isDone(await as('ben', 'POST', '/api/agents/me/status', { status: 'offline' }));
    there.close();
    isDone(await as('ben', 'POST', at(mia, '/transfer'), { queue: 'sales' }));
});

test('CONV-13 CONV-14 a conversation goes back to its flow and on from there, and is ended', async () => {
    const mia = await taken('Support');
    isProblem(await as('ben', 'POST', at(mia, '/hand_back'), {}), 404, 'conversation.unknown');
    isProblem(await as('neighbour', 'POST', at(mia, '/hand_back'), {}), 404, 'conversation.unknown');
    const back = isDone(await as('anna', 'POST', at(mia, '/hand_back'), {}));
    assert.equal(back.status, 'new');
    isProblem(await as('admin', 'POST', at(mia, '/hand_back'), {}), 409, 'conversation.not_assigned');
    isDone(await as('admin', 'POST', at(mia, '/take'), {}));
    isDone(await as('admin', 'POST', at(mia, '/close'), { reason: 'resolved' }));
    isProblem(await as('admin', 'POST', at(mia, '/hand_back'), {}), 409, 'conversation.closed');
});

test('TAG-1 TAG-2 TAG-3 tags and fields are defined, set and taken away by those who may', async () => {
    const mia = await taken('Support');
    isProblem(await as('lead', 'POST', '/api/tags', { name: 'x', team: 'support' }), 403, 'permission.denied');
    isProblem(await as('neighbour', 'POST', '/api/tags', { name: 'x' }), 403, 'tag.not_yours');
    isProblem(await as('neighbour', 'POST', '/api/tags', { name: 'x', team: 'support' }), 422, 'team.unknown');
    const hot = isDone(await as('supervisor', 'POST', '/api/tags', { name: 'hot', team: 'support' }), 201);
    isProblem(await as('supervisor', 'POST', '/api/tags', { name: 'hot', team: 'support' }), 409, 'tag.exists');
    assert.deepEqual(isDone(await as('anna', 'GET', '/api/tags')).items.map(({ name, team }) => [name, team]), [['hot', 'support']]);
    assert.deepEqual(isDone(await as('neighbour', 'GET', '/api/tags')).items, []);
    isProblem(await as('anna', 'POST', at(mia, '/tags'), { tag: 'cold' }), 422, 'tag.undefined');
    assert.deepEqual(isDone(await as('anna', 'POST', at(mia, '/tags'), { tag: 'hot' })).tags.includes('hot'), true);
    assert.equal(isDone(await as('anna', 'DELETE', at(mia, '/tags/hot'))).tags.includes('hot'), false);
    isProblem(await as('neighbour', 'PATCH', `/api/tags/${hot.id}`, { name: 'warm' }), 404, 'tag.unknown');
    assert.equal(isDone(await as('supervisor', 'PATCH', `/api/tags/${hot.id}`, { description: 'Soon.' })).description, 'Soon.');
    isDone(await as('supervisor', 'DELETE', `/api/tags/${hot.id}`), 204);
    isProblem(await as('supervisor', 'DELETE', `/api/tags/${hot.id}`), 404, 'tag.unknown');

    const field = { key: 'product', title: 'Product', kind: 'choice', choices: ['Router', 'Phone'], required_on_close: true };
    isProblem(await as('supervisor', 'PUT', '/api/fields', { fields: [field] }), 403, 'permission.denied');
    isProblem(await as('admin', 'PUT', '/api/fields', { fields: [{ ...field, kind: 'colour' }] }), 422, 'request.invalid');
    isDone(await as('admin', 'PUT', '/api/fields', { fields: [field] }));
    const [known] = isDone(await as('anna', 'GET', '/api/fields')).items;
    assert.equal(known.title, 'Product');
    const fill = (who, values) => as(who, 'PATCH', at(mia, '/fields'), { values });
    isProblem(await fill('anna', { product: 'Boat' }), 422, 'field.invalid');
    isProblem(await fill('anna', { ship: 'Boat' }), 422, 'field.unknown');
    isProblem(await fill('anna', 'all'), 422, 'request.invalid');
    isProblem(await as('anna', 'POST', at(mia, '/close'), { reason: 'resolved' }), 409, 'conversation.fields_missing');
    assert.equal(isDone(await fill('anna', { product: 'Phone' })).fields.product, 'Phone');
    isDone(await as('anna', 'POST', at(mia, '/close'), { reason: 'resolved' }));
    isDone(await as('admin', 'PUT', '/api/fields', { fields: [] }));
});

test('NOTE-2 a note is pinned and unpinned, and stands first meanwhile', async () => {
    const mia = await taken('Support');
    isDone(await as('anna', 'POST', at(mia, '/notes'), { text: 'first' }), 201);
    const second = isDone(await as('anna', 'POST', at(mia, '/notes'), { text: 'second' }), 201);
    const pinned = isDone(await as('anna', 'POST', at(mia, `/notes/${second.id}/pin`), {}));
    assert.deepEqual(pinned.notes.map(({ text, pinned: is }) => [text, is]), [['second', true], ['first', false]]);
    isProblem(await as('ben', 'POST', at(mia, `/notes/${second.id}/unpin`), {}), 404, 'conversation.unknown');
    isProblem(await as('anna', 'POST', at(mia, '/notes/none/pin'), {}), 404, 'note.unknown');
    assert.equal(isDone(await as('anna', 'POST', at(mia, `/notes/${second.id}/unpin`), {})).notes[0].text, 'first');
    assert.ok(!JSON.stringify(isDone(await chat(mia, 'GET', 'messages'))).includes('second'));
});

test('CONV-8 what a customer came for before is shown to who has him, and read by who had it', async () => {
    const first = await taken('Customer service', 'ben', { name: 'Zoe' });
    isDone(await as('ben', 'POST', at(first, '/close'), { reason: 'resolved' }));
    const second = await waits('Sales', { before: first });
    isProblem(await as('anna', 'GET', '/api/contacts/0000000000000'), 404, 'contact.unknown');
    const { contact_id: contact } = isDone(await as('anna', 'POST', at(second, '/take'), {}));
    const { items } = isDone(await as('anna', 'GET', `/api/contacts/${contact}/conversations`));
    assert.deepEqual(items.map(({ conversation_id: id, whole, queue }) => [id, whole, queue]),
        [[second.conversation_id, true, 'sales'], [first.conversation_id, false, 'customer_service']]);
    isProblem(await as('anna', 'GET', at(first, '/messages')), 404, 'conversation.unknown');
    assert.equal(isDone(await as('anna', 'GET', `/api/contacts/${contact}`)).name, 'Zoe');
    isProblem(await as('lead', 'GET', `/api/contacts/${contact}`), 404, 'contact.unknown');
    const page = isDone(await as('anna', 'GET', `/api/contacts/${contact}/conversations?limit=1`));
    assert.equal(isDone(await as('anna', 'GET', `/api/contacts/${contact}/conversations?limit=1&cursor=${page.cursor}`)).items[0].conversation_id,
        first.conversation_id);
    assert.equal(isDone(await as('anna', 'PATCH', `/api/contacts/${contact}`, { email: 'zoe@x.test' })).email, 'zoe@x.test');
    isProblem(await as('anna', 'PATCH', `/api/contacts/${contact}`, { email: 'nowhere' }), 422, 'contact.email_malformed');
    isProblem(await as('lead', 'PATCH', `/api/contacts/${contact}`, { name: 'X' }), 404, 'contact.unknown');
});

test('RBAC-15 X-4 transcripts: agents read, supervisors export, admins erase, and a tombstone stays', async () => {
    const mia = await taken('Support');
    isDone(await as('anna', 'POST', at(mia, '/messages'), { text: 'A secret' }), 201);
    isDone(await as('anna', 'GET', at(mia, '/messages')));
    isProblem(await as('anna', 'GET', at(mia, '/transcript')), 403, 'permission.denied');
    isProblem(await as('lead', 'GET', at(mia, '/transcript')), 403, 'permission.denied');
    isProblem(await as('neighbour', 'GET', at(mia, '/transcript')), 404, 'conversation.unknown');
    isProblem(await as('supervisor', 'GET', at(mia, '/transcript?format=pdf')), 400, 'request.malformed');
    const text = await as('supervisor', 'GET', at(mia, '/transcript?format=text'));
    assert.match(text.headers.get('content-disposition'), /attachment; filename="conversation-.*\.txt"/);
    assert.match(text.text, /Anna Agent: A secret\n/);
    const { hash } = isDone(await as('supervisor', 'GET', at(mia, '/transcript')));

    const erase = (who, body = { reason: 'He asked for it.' }) => as(who, 'DELETE', at(mia, '/transcript'), body);
    isProblem(await erase('supervisor'), 403, 'permission.denied');
    isProblem(await erase('admin'), 409, 'conversation.open');
    isDone(await as('anna', 'POST', at(mia, '/close'), { reason: 'resolved' }));
    isProblem(await erase('admin', {}), 422, 'request.invalid');
    assert.equal(isDone(await erase('admin')).reason, 'He asked for it.');
    isProblem(await erase('admin'), 409, 'transcript.erased');
    const left = isDone(await as('admin', 'GET', at(mia, '/transcript')));
    assert.equal(left.erased.hash.length, 64);
    assert.ok(hash.length === 64 && !JSON.stringify(left).includes('A secret'));
});
