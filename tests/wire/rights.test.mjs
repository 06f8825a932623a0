// Who may do what: without a token, with one that is over, by role, and by team.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { rowsOf } from './support/permissions_page.mjs';
import { isDone, isProblem, Wire } from './support/wire.mjs';

// What everybody may ask, with or without a token.
const open = rowsOf('operation').filter(({ agent, operation }) => agent === undefined && !operation.includes('/api/chat/conversations/'))
    .map(({ operation }) => operation).sort();

let wire;
let operations;
const tokens = {};

before(async () => {
    wire = await Wire.open();
    await wire.hire('lead@demo.test', 'team_lead', ['sales']);
    await wire.hire('support_lead@demo.test', 'supervisor', ['support']);
    for (const [name, email] of Object.entries({ admin: 'admin@demo.test', supervisor: 'supervisor@demo.test',
        team_lead: 'lead@demo.test', sales_rep: 'agent1@demo.test', support_lead: 'support_lead@demo.test' })) {
        tokens[name] = await wire.login(email);
    }
    const { paths } = isDone(await wire.ask('GET', '/api/openapi.json'));
    operations = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods).map(([method, described]) => ({
        name: `${method.toUpperCase()} ${path}`, method: method.toUpperCase(), path: path.replace(/\{[^}]*\}/g, '0000000000000'),
        isOpen: described.security.length === 0,
    })));
    assert.ok(operations.length > 35, `${operations.length} operations`);
});
after(() => wire?.close());

const call = ({ method, path }, token) =>
    wire.ask(method, path, { token, body: method === 'GET' ? undefined : {}, headers: { 'if-match': '"none"' } });

test('AUTH-9 without a token every operation but the open ones is shut', async () => {
    assert.deepEqual(operations.filter(({ isOpen }) => isOpen).map(({ name }) => name).sort(), open);
    for (const operation of operations.filter(({ isOpen }) => !isOpen)) {
        isProblem(await call(operation), 401, 'auth.missing');
    }
});

test('what is open asks nobody who he is', async () => {
    for (const operation of operations.filter(({ isOpen }) => isOpen)) {
        const { status, text } = await call(operation);
        assert.ok(status !== 401 && status !== 403 && status < 500, `${operation.name}: ${text}`);
    }
});

test('AUTH-9 a visitor\'s token opens nothing of the desk, and a person\'s nothing of the chat', async () => {
    const visitor = isDone(await wire.ask('POST', '/api/chat/web/conversations', { body: {} }), 201).token;
    for (const operation of operations.filter(({ isOpen }) => !isOpen)) {
        const isChat = operation.path.startsWith('/api/chat/');
        isProblem(await call(operation, isChat ? tokens.admin : visitor), 401, 'auth.invalid');
    }
});

test('AUTH-1 AUTH-2 a token that was logged out is worth nothing, at once, and the others stay good', async () => {
    const [mine, other] = [await wire.login('agent2@demo.test'), await wire.login('agent2@demo.test')];
    isDone(await wire.ask('GET', '/api/conversations', { token: mine }));
    assert.equal((await wire.ask('POST', '/api/auth/logout', { token: mine, body: {} })).status, 204);
    for (const operation of operations.filter(({ isOpen, path }) => !isOpen && !path.startsWith('/api/chat/'))) {
        isProblem(await call(operation, mine), 401, 'auth.invalid');
    }
    isDone(await wire.ask('GET', '/api/conversations', { token: other }));
    await wire.server.kill();
    await wire.server.up();
    isProblem(await wire.ask('GET', '/api/conversations', { token: mine }), 401, 'auth.invalid');
    isDone(await wire.ask('GET', '/api/conversations', { token: other }));
});

test('of runs one sees those of his teams\' conversations', async () => {
    const seenBy = async (who) => isDone(await wire.ask('GET', '/api/runs?flow=triage', { token: tokens[who] })).items.map(({ run_id }) => run_id);
    const earlier = await seenBy('admin');
    const visitor = isDone(await wire.ask('POST', '/api/chat/web/conversations', { body: {} }), 201);
    const tell = async (what, body) => isDone(await wire.ask('POST', `/api/chat/conversations/${visitor.conversation_id}/${what}`, { token: visitor.token, body }), 202);
    const [run] = await wire.until(async () => (await seenBy('admin')).filter((id) => !earlier.includes(id)),
        (ids) => ids.length > 0, 'the run that greets him');

    // As long as it is in no queue it is no team's.
    assert.deepEqual(await seenBy('supervisor'), []);
    isProblem(await wire.ask('GET', `/api/runs/${run}`, { token: tokens.supervisor }), 404, 'run.unknown');

    await wire.until(async () => isDone(await wire.ask('GET', `/api/chat/conversations/${visitor.conversation_id}/messages`, { token: visitor.token })).items,
        (items) => items.some(({ options }) => options), 'the menu');
    await tell('messages', { id: 'm1', text: 'Sales' });
    await tell('human', {});
    await wire.until(async () => isDone(await wire.ask('GET', '/api/conversations?status=queued', { token: tokens.admin })).items,
        (items) => items.some(({ conversation_id, queue }) => conversation_id === visitor.conversation_id && queue === 'sales'), 'the conversation in sales');

    for (const who of ['admin', 'supervisor', 'team_lead']) {
        assert.ok((await seenBy(who)).includes(run), who);
        assert.equal(isDone(await wire.ask('GET', `/api/runs/${run}`, { token: tokens[who] })).run_id, run);
        isDone(await wire.ask('GET', `/api/runs/${run}/journal`, { token: tokens[who] }));
    }
    // Of the team next door he hears nothing, and can do nothing to it.
    assert.ok(!(await seenBy('support_lead')).includes(run));
    const asNeighbour = (method, path, body) => wire.ask(method, path, { token: tokens.support_lead, body });
    isProblem(await asNeighbour('GET', `/api/runs/${run}`), 404, 'run.unknown');
    isProblem(await asNeighbour('GET', `/api/runs/${run}/journal`), 404, 'run.unknown');
    isProblem(await asNeighbour('POST', `/api/runs/${run}/signals`, { name: 'parcel.scanned' }), 404, 'run.unknown');
    isProblem(await asNeighbour('POST', `/api/runs/${run}/cancel`, {}), 404, 'run.unknown');
    for (const body of [{ action: 'retry' }, { action: 'retry_on', version: 1 }]) {
        isProblem(await asNeighbour('POST', `/api/runs/${run}/incident`, body), 404, 'run.unknown');
    }
    isDone(await wire.ask('POST', `/api/runs/${run}/cancel`, { token: tokens.supervisor, body: { reason: 'by hand' } }));
    assert.equal(isDone(await wire.ask('GET', `/api/runs/${run}`, { token: tokens.team_lead })).status, 'cancelled');
});

test('a run about no conversation is the admin\'s alone', async () => {
    const document = { format: 'millrace.flow/1', key: 'alone', title: 'Alone', trigger: { on: 'api' }, start: 'e', nodes: { e: { type: 'control.end' } } };
    await wire.publish(tokens.admin, document);
    const { run_id } = isDone(await wire.ask('POST', '/api/flows/alone/runs?wait=10000', { token: tokens.admin, body: {} }), 201);
    const list = async (who, query = '') => isDone(await wire.ask('GET', `/api/runs?flow=alone${query}`, { token: tokens[who] })).items.length;
    assert.equal(await list('admin'), 1);
    assert.equal(await list('admin', '&status=completed'), 1);
    assert.equal(await list('supervisor'), 0);
    assert.equal(await list('supervisor', '&status=completed'), 0);
    isProblem(await wire.ask('GET', `/api/runs/${run_id}`, { token: tokens.supervisor }), 404, 'run.unknown');
});
