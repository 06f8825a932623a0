// People and teams, as an admin has them: added, changed, let out, and back in.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { password } from '../browser/support/server.mjs';
import { WebSocket } from '../crash/support/web_socket.mjs';
import { isDone, isProblem, Wire } from './support/wire.mjs';

let wire;
let admin;
before(async () => {
    wire = await Wire.open();
    admin = await wire.login('admin@demo.test');
});
after(() => wire?.close());

const add = (email, more = {}) =>
    wire.ask('POST', '/api/users', { token: admin, body: { email, name: 'Somebody', password, ...more } });
const change = (user, body) => wire.ask('PATCH', `/api/users/${user.userId}`, { token: admin, body });
const me = (token) => wire.ask('GET', '/api/queues', { token });

test('USER-1 USER-4 USER-8 somebody is added with role and teams, logs in, and a change counts at once', async () => {
    const begun = performance.now();
    const eva = isDone(await add('eva@demo.test', { name: 'Eva', teams: ['sales'] }), 201);
    assert.equal(eva.role, 'sales_rep');
    const token = await wire.login('eva@demo.test');
    assert.ok(performance.now() - begun < 5000, `${performance.now() - begun} ms from the form to his first look`);
    assert.deepEqual(isDone(await me(token)).items.map(({ key }) => key), ['sales']);
    isProblem(await wire.ask('GET', '/api/live', { token }), 403, 'permission.denied');

    isDone(await change(eva, { role: 'supervisor', teams: ['support', 'sales'] }));
    assert.deepEqual(isDone(await me(token)).items.map(({ key }) => key), ['sales', 'support']);
    assert.equal(isDone(await wire.ask('GET', '/api/live', { token })).queues.length, 2);
    isProblem(await wire.ask('POST', '/api/users', { token, body: {} }), 403, 'permission.denied');
});

test('what does not fit is refused with the place where it stands', async () => {
    isProblem(await add('eva'), 422, 'user.email_malformed');
    isProblem(await add('admin@demo.test'), 409, 'user.email_taken');
    isProblem(await add('fay@demo.test', { role: 'boss' }), 422, 'user.role_unknown');
    isProblem(await add('fay@demo.test', { teams: ['nowhere'] }), 422, 'team.unknown');
    isProblem(await add('fay@demo.test', { password: 'short' }), 422, 'password.too_short');
    isProblem(await wire.ask('PATCH', '/api/users/nobody', { token: admin, body: {} }), 404, 'user.unknown');
});

test('USER-2 AUTH-14 who is made inactive is out at once, with his sockets, and may come back', async () => {
    const gus = isDone(await add('gus@demo.test', { teams: ['sales'] }), 201);
    const token = await wire.login('gus@demo.test');
    const url = `${wire.server.url}/ws?token=${token}`;
    let socketClosed;
    const closed = new Promise((resolve) => (socketClosed = resolve));
    await new Promise((resolve, reject) => WebSocket.open(url, resolve, socketClosed).catch(reject));

    isDone(await change(gus, { active: false }));
    await closed;
    isProblem(await me(token), 401, 'auth.invalid');
    isProblem(await wire.ask('POST', '/api/auth/login', { body: { email: 'gus@demo.test', password } }), 401, 'auth.wrong_password');
    isDone(await change(gus, { active: true }));
    isProblem(await me(token), 401, 'auth.invalid');
    await wire.login('gus@demo.test');
});

test('there is always an admin', async () => {
    const { items } = isDone(await wire.ask('GET', '/api/users?limit=200', { token: admin }));
    const last = items.find(({ email }) => email === 'admin@demo.test');
    isProblem(await change(last, { active: false }), 409, 'user.last_admin');
    isProblem(await change(last, { role: 'supervisor' }), 409, 'user.last_admin');
});

test('USER-3 AUTH-7 sessions are listed and ended, and a new password ends them all', async () => {
    const ida = isDone(await add('ida@demo.test'), 201);
    const [first, second] = [await wire.login('ida@demo.test'), await wire.login('ida@demo.test')];
    const sessions = async (token) => isDone(await wire.ask('GET', '/api/auth/sessions', { token })).items;
    const other = (await sessions(second)).find((session) => !session.this);
    const stranger = await wire.login('agent1@demo.test');
    isProblem(await wire.ask('DELETE', `/api/auth/sessions/${other.id}`, { token: stranger }), 404, 'session.unknown');
    isDone(await wire.ask('DELETE', `/api/auth/sessions/${other.id}`, { token: second }), 204);
    isProblem(await me(first), 401, 'auth.invalid');
    assert.equal((await sessions(second)).length, 1);

    isDone(await wire.ask('POST', `/api/users/${ida.userId}/password`, { token: admin, body: { password: 'quite-another-4711' } }));
    isProblem(await me(second), 401, 'auth.invalid');
    isProblem(await wire.ask('POST', '/api/auth/login', { body: { email: 'ida@demo.test', password } }), 401, 'auth.wrong_password');
});

test('USER-5 QUEUE-1 a team is made with its queue, and AUDIT-1 all of it is in the audit', async () => {
    isDone(await wire.ask('POST', '/api/teams', { token: admin, body: { key: 'billing', name: 'Billing' } }), 201);
    isProblem(await wire.ask('POST', '/api/teams', { token: admin, body: { key: 'billing', name: 'Again' } }), 409, 'team.exists');
    const { items } = isDone(await wire.ask('GET', '/api/queues', { token: admin }));
    assert.ok(items.some(({ key }) => key === 'billing'));
    isDone(await wire.ask('PATCH', '/api/teams/billing', { token: admin, body: { name: 'Bills' } }));

    const audit = isDone(await wire.ask('GET', '/api/audit?object=team:billing', { token: admin })).items;
    assert.deepEqual(audit.map(({ action }) => action), ['team.changed', 'team.created']);
    assert.deepEqual([audit[0].before.name, audit[0].after.name, audit[0].actor_name], ['Billing', 'Bills', 'Ada Admin']);
    const lines = (await wire.ask('GET', '/api/audit/export', { token: admin })).text.trim().split('\n').map((line) => JSON.parse(line));
    assert.deepEqual(lines.map(({ seq }) => seq), lines.map((_, i) => i + 1));
    assert.ok(!JSON.stringify(lines).includes('password_hash'));
});
