// Flows as the studio needs them: several people at work on one, what has become of it, what hangs on it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { WebSocket } from '../crash/support/web_socket.mjs';
import { Authors, greeting } from './support/authors.mjs';
import { isDone, isProblem } from './support/wire.mjs';

let authors;
let ana;
let bob;
before(async () => {
    authors = await Authors.open();
    ({ ana, bob } = authors);
});
after(() => authors?.close());

const get = (path, person = ana) => authors.get(person, path);

test('two authors each have a draft; each sees that of the other, and throws away his own', async () => {
    await authors.make(ana, greeting());
    await authors.publish(ana, 'greeting', 'The first');
    await authors.edit(ana, 'greeting', (document) => { document.nodes.hello.settings.text = 'Hello.'; });
    await authors.edit(bob, 'greeting', (document) => { document.nodes.hello.settings.text = 'Good evening.'; });

    const { items } = await get('/api/flows/greeting/drafts');
    assert.deepEqual(items.map(({ author, author_name: name, base_version: base }) => [author, name, base]),
        [[bob.id, 'Bob', 1], [ana.id, ana.name, 1]]);
    const listed = (await get('/api/flows')).items.find(({ key }) => key === 'greeting');
    assert.equal(listed.drafts, 2);
    assert.equal(listed.my_draft.base_version, 1);
    assert.deepEqual(listed.trigger, { on: 'conversation.started' });

    const discard = (person, tag) => authors.ask(person, 'DELETE', '/api/flows/greeting/draft', undefined, tag ? { 'if-match': tag } : {});
    const { etag } = await authors.draft(bob, 'greeting');
    isProblem(await discard(bob), 428, 'request.precondition_required');
    isProblem(await discard(bob, '"of yesterday"'), 412, 'draft.stale');
    assert.equal((await discard(bob, etag)).status, 204);
    isProblem(await discard(bob, etag), 404, 'draft.unknown');
    isProblem(await authors.ask(bob, 'DELETE', '/api/flows/nothing/draft', undefined, { 'if-match': etag }), 404, 'flow.unknown');
    assert.deepEqual((await get('/api/flows/greeting/drafts')).items.map(({ author }) => author), [ana.id]);
    assert.equal((await authors.draft(bob, 'greeting')).document.nodes.hello.settings.text, 'Good day.');  // what is published
    assert.equal((await authors.draft(ana, 'greeting')).document.nodes.hello.settings.text, 'Hello.');
    assert.ok((await authors.audit('greeting')).some(({ actor, action }) => actor === bob.id && action === 'flow.draft_discarded'));
    isProblem(await authors.ask(authors.agent, 'GET', '/api/flows/greeting/drafts'), 403, 'permission.denied');
});

test('each version is there with its document, its author and the node types it is pinned to', async () => {
    await authors.publish(ana, 'greeting', 'Shorter');
    const { items } = await get('/api/flows/greeting/versions');
    assert.deepEqual(items.map(({ version, note, author_name: name, current }) => [version, note, name, current]),
        [[2, 'Shorter', ana.name, true], [1, 'The first', ana.name, false]]);
    const first = await get('/api/flows/greeting/versions/1');
    assert.equal(first.document.nodes.hello.settings.text, 'Good day.');
    assert.deepEqual(first.pins, { 'control.end': 1, 'conversation.send': 1 });
    assert.equal(first.current, false);
    assert.equal(first.hash, items[1].hash);
    for (const number of ['3', '0', 'first', '-1', '99999999999999999999']) {
        isProblem(await authors.ask(ana, 'GET', `/api/flows/greeting/versions/${number}`), 404, 'flow.unknown_version');
    }
    isProblem(await authors.ask(ana, 'GET', '/api/flows/nothing/versions/1'), 404, 'flow.unknown');
});

test('what differs between two documents is said in the words of those who draw them', async () => {
    const diff = (query) => get(`/api/flows/greeting/diff${query}`);
    assert.deepEqual((await diff('?from=1&to=2')).changes, [
        { kind: 'changed', what: 'setting', node: 'hello', pointer: '/nodes/hello/settings/text', before: 'Good day.', after: 'Hello.' },
    ]);
    assert.deepEqual(await diff(''), { same_logic: true, same_layout: true, changes: [] });
    await authors.edit(ana, 'greeting', (document) => { document.layout = { nodes: { hello: [10, 20] } }; });
    assert.deepEqual(await diff('?from=current&to=draft'), { same_logic: true, same_layout: false, changes: [] });
    await authors.edit(bob, 'greeting', (document) => {
        document.nodes.ask = {
            type: 'conversation.menu', settings: { text: 'More?', options: ['yes', 'no'] },
            next: { yes: 'hello', no: 'over', no_match: 'over', timeout: 'over' },
        };
        document.nodes.hello.next.sent = 'ask';
        document.variables = { times: { type: 'integer', default: 0 } };
    });
    const { same_logic: same, changes } = await diff(`?to=draft&author=${bob.id}`);
    assert.equal(same, false);
    assert.deepEqual(changes.map(({ kind, what, pointer }) => [kind, what, pointer]), [
        ['added', 'variable', '/variables/times'], ['added', 'node', '/nodes/ask'], ['changed', 'wire', '/nodes/hello/next/sent'],
    ]);
    isProblem(await authors.ask(ana, 'GET', '/api/flows/greeting/diff?from=9'), 404, 'flow.unknown_version');
    isProblem(await authors.ask(ana, 'GET', '/api/flows/greeting/diff?from=yesterday'), 400, 'request.malformed');
    isProblem(await authors.ask(ana, 'GET', '/api/flows/nothing/diff'), 404, 'flow.unknown');
    await authors.make(ana, greeting('unpublished'));
    isProblem(await authors.ask(ana, 'GET', '/api/flows/unpublished/diff'), 409, 'flow.not_published');
});

test('who uses a flow, and what it uses, is known before somebody changes it', async () => {
    const survey = await get('/api/flows/csat_survey/uses');
    assert.ok(survey.used_by.some(({ flow, node, type }) => flow === 'triage' && node && type === 'control.start_flow'));
    const triage = await get('/api/flows/triage/uses');
    assert.deepEqual(triage.channels.map(({ key }) => key), ['web']);
    assert.ok(triage.uses.some(({ kind, key, exists }) => kind === 'flow' && key === 'csat_survey' && exists));
    assert.ok(triage.uses.some(({ kind, key, binding, exists }) => kind === 'calendar' && key === 'main' && binding === 'calendar' && exists));
    assert.deepEqual((await get('/api/flows')).items.find(({ key }) => key === 'triage').channels, ['web']);

    await authors.edit(ana, 'order_lookup', (document) => { document.nodes.queue.settings.queue = 'nowhere'; });
    const queue = ({ uses }) => uses.filter(({ kind }) => kind === 'queue');
    assert.deepEqual(queue(await get('/api/flows/order_lookup/uses')).map(({ key, node, exists }) => [key, node, exists]), [['nowhere', 'queue', false]]);
    assert.deepEqual(queue(await get('/api/flows/order_lookup/uses?of=current')).map(({ key, exists }) => [key, exists]), [['customer_service', true]]);
    isProblem(await authors.ask(ana, 'GET', '/api/flows/nothing/uses'), 404, 'flow.unknown');
});

test('the flows that come with the program are there to begin with', async () => {
    const { items } = await get('/api/flow-templates');
    const triage = items.find(({ key }) => key === 'triage');
    assert.equal(triage.installed, true);
    assert.equal(triage.document.key, 'triage');
    assert.equal(triage.nodes, Object.keys(triage.document.nodes).length);
    assert.match(triage.tests, /^flow triage\n/m);
    assert.ok(triage.title && triage.description);
    assert.ok(items.length >= 6);
});

test('who looks at a flow hears what becomes of it, and nobody else', async () => {
    const listen = async ({ token }) => {
        const frames = [];
        const socket = await WebSocket.open(`${authors.wire.server.url}/ws?token=${token}`, (text) => frames.push(JSON.parse(text)), () => {});
        await authors.wire.until(() => frames, () => frames.some(({ type }) => type === 'hello'), 'a greeting');
        socket.say(JSON.stringify({ type: 'subscribe', topics: ['flow:heard', 'org:somebody'] }));
        socket.say(JSON.stringify({ type: 'ping' }));
        await authors.wire.until(() => frames, () => frames.some(({ type }) => type === 'pong'), 'an answer to the ping');
        return { socket, told: () => frames.filter(({ type }) => type.startsWith('flow.')) };
    };
    const [looks, agent] = [await listen(bob), await listen(authors.agent)];
    await authors.make(ana, greeting('heard'));
    await authors.publish(ana, 'heard');
    const { etag } = await authors.edit(ana, 'heard', (document) => { document.nodes.hello.settings.text = 'Hello.'; });
    await authors.publish(ana, 'heard');
    isDone(await authors.ask(ana, 'POST', '/api/flows/heard/rollback', { version: 1 }));
    await authors.make(ana, greeting('unheard'));
    await authors.wire.until(looks.told, (told) => told.some(({ type }) => type === 'flow.rolled_back'), 'the roll-back');
    const told = looks.told();
    assert.deepEqual(told.map(({ type, version }) => [type, version]), [['flow.drafted', undefined], ['flow.published', 1],
        ['flow.drafted', undefined], ['flow.published', 2], ['flow.rolled_back', 1]]);
    assert.ok(told.every(({ topic, key, author, author_name: name }) => topic === 'flow:heard' && key === 'heard' && author === ana.id && name === ana.name));
    assert.equal(told[2].etag, etag);
    assert.ok(told[2].updated_at);
    assert.deepEqual(agent.told(), []);
    looks.socket.close();
    agent.socket.close();
});
