// Who somebody is, what his role lets him do, and that whatever an admin changes is in the audit.

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

const asAdmin = (method, path, body) => wire.ask(method, path, { token: admin, body });
const add = async (email, more = {}) => isDone(await asAdmin('POST', '/api/users', { email, name: 'Somebody', password, ...more }), 201);
const auditOf = async (object) => isDone(await asAdmin('GET', `/api/audit?object=${object}`)).items;
const connect = (token, overs) => WebSocket.open(`${wire.server.url}/ws?token=${token}`, () => {}, () => overs.push('closed'));

test('AUTH-3 API-1 a login answers the user in one shape, and a token', async () => {
    const { user, token } = isDone(await wire.ask('POST', '/api/auth/login', { body: { email: 'agent1@demo.test', password } }));
    assert.equal(typeof token, 'string');
    assert.deepEqual(Object.keys(user).sort(),
        ['email', 'name', 'permissions', 'role', 'roleId', 'roleKey', 'teamId', 'teamIds', 'twilioToken', 'userId']);
    assert.deepEqual([user.email, user.name, user.role, user.roleId, user.roleKey, user.twilioToken],
        ['agent1@demo.test', 'Anna Agent', 'sales_rep', null, 'sales_rep', null]);
    assert.match(user.userId, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/);
    assert.equal(user.teamIds.length, 2);
    assert.ok(user.teamIds.includes(user.teamId));
    assert.ok(user.permissions.includes('conversation.reply') && !user.permissions.includes('user.write'));
    assert.deepEqual(isDone(await wire.ask('GET', '/api/auth/me', { token })), user);
});

test('API-2 who logged out is out', async () => {
    const token = await wire.login('agent1@demo.test');
    const answer = await wire.ask('POST', '/api/auth/logout', { token });
    assert.deepEqual([answer.status, answer.text], [204, '']);
    isProblem(await wire.ask('GET', '/api/auth/me', { token }), 401, 'auth.invalid');
});

test('RBAC-2 AUTH-4 X-16 a role of one\'s own is a list of permissions, and a change of it counts at once', async () => {
    const made = isDone(await asAdmin('POST', '/api/roles', { key: 'watcher', name: 'Watcher', base_role: 'team_lead',
        permissions: ['queue.read', 'live.read', 'conversation.read_own'] }), 201);
    assert.deepEqual([made.base_role, made.built_in, made.users], ['team_lead', false, 0]);
    const eva = await add('eva@demo.test', { role: 'watcher', teams: ['sales'] });
    assert.deepEqual([eva.role, eva.roleKey, eva.roleId], ['team_lead', 'watcher', made.role_id]);
    assert.deepEqual(eva.permissions, ['conversation.read_own', 'live.read', 'queue.read']);

    const token = await wire.login('eva@demo.test');
    const closes = [];
    await connect(token, closes);
    isDone(await wire.ask('GET', '/api/live', { token }));
    isProblem(await wire.ask('GET', '/api/agents', { token }), 403, 'permission.denied');
    isDone(await asAdmin('PATCH', '/api/roles/watcher', { permissions: ['queue.read', 'agent.read', 'conversation.read_team'] }));
    isProblem(await wire.ask('GET', '/api/live', { token }), 403, 'permission.denied');
    assert.ok(isDone(await wire.ask('GET', '/api/agents', { token })).items.some(({ name }) => name === 'Anna Agent'));
    await wire.until(() => closes, (seen) => seen.length === 1, 'the socket to come back with other rights');

    isProblem(await asAdmin('DELETE', '/api/roles/watcher'), 409, 'role.in_use');
    isDone(await asAdmin('PATCH', `/api/users/${eva.userId}`, { role: 'sales_rep' }));
    assert.equal((await asAdmin('DELETE', '/api/roles/watcher')).status, 204);
    isProblem(await asAdmin('PATCH', '/api/roles/watcher', { name: 'Gone' }), 404, 'role.unknown');
    assert.deepEqual((await auditOf('role:watcher')).map(({ action }) => action), ['role.deleted', 'role.changed', 'role.created']);
    assert.deepEqual((await auditOf('role:watcher'))[1].before.permissions, ['conversation.read_own', 'live.read', 'queue.read']);
});

test('RBAC-2 lists show what the permissions of a role let one see', async () => {
    const visitor = isDone(await wire.ask('POST', '/api/chat/web/conversations', { body: { name: 'Mia' } }), 201);
    const tell = (what, body) => wire.ask('POST', `/api/chat/conversations/${visitor.conversation_id}/${what}`, { token: visitor.token, body });
    isDone(await tell('messages', { id: 'm1', text: 'Hello there' }), 202);
    isDone(await tell('human', {}), 202);
    await wire.until(async () => isDone(await asAdmin('GET', '/api/conversations?status=queued')).items, (items) => items.length > 0, 'it to wait');
    const permissions = ['conversation.read_own', 'queue.read'];
    isDone(await asAdmin('POST', '/api/roles', { key: 'reader', name: 'Reader', base_role: 'supervisor', permissions }), 201);
    await add('rea@demo.test', { role: 'reader', teams: ['customer_service'] });
    const token = await wire.login('rea@demo.test');
    const list = async () => isDone(await wire.ask('GET', '/api/conversations', { token })).items;
    assert.deepEqual((await list()).map(({ preview }) => preview), [true]);
    isProblem(await wire.ask('GET', `/api/conversations/${visitor.conversation_id}/messages`, { token }), 403, 'conversation.preview_only');
    isDone(await asAdmin('PATCH', '/api/roles/reader', { permissions: [...permissions, 'conversation.read_team'] }));
    assert.equal((await list())[0].preview, undefined);
    isDone(await wire.ask('GET', `/api/conversations/${visitor.conversation_id}/messages`, { token }));
});

test('RBAC-2 the command line adds somebody with a role of the org\'s own, and names the roles that there are', async () => {
    isDone(await asAdmin('POST', '/api/roles', { key: 'night_shift', name: 'Night shift', base_role: 'sales_rep', permissions: ['queue.read'] }), 201);
    const email = 'nora@demo.test';
    await wire.server.kill();
    const hire = (role) => wire.command('user', 'add', email, '--role', role, '--password', password, '--team', 'sales', '--data', wire.server.data);
    const refused = await hire('day_shift');
    assert.notEqual(refused.status, 0);
    assert.match(refused.output, /expected a role, one of admin, supervisor, team_lead, sales_rep.*night_shift.*but found 'day_shift'/);
    assert.equal((await hire('night_shift')).status, 0);
    await wire.server.up();
    const { user } = isDone(await wire.ask('POST', '/api/auth/login', { body: { email, password } }));
    assert.deepEqual([user.role, user.roleKey, user.permissions], ['sales_rep', 'night_shift', ['queue.read']]);
    admin = await wire.login('admin@demo.test');
});

test('RBAC-2 a role that does not fit is refused, and what only an admin may stays his', async () => {
    const make = (body) => asAdmin('POST', '/api/roles', { key: 'odd', name: 'Odd', permissions: [], ...body });
    const unknown = isProblem(await make({ permissions: ['queue.read', 'queue.raed'] }), 422, 'role.permission_unknown');
    assert.match(unknown.detail, /'queue\.raed'; did you mean queue\.read\?/);
    assert.equal(unknown.errors[0].pointer, '/permissions/1');
    for (const name of ['user.write', 'role.write', 'channel.write', 'flow.publish', 'node_type.write']) {
        isProblem(await make({ permissions: [name] }), 422, 'role.permission_reserved');
    }
    isProblem(await make({ base_role: 'admin' }), 422, 'role.base_unknown');
    isProblem(await make({ key: 'supervisor' }), 409, 'role.exists');
    isProblem(await make({ key: 'Odd one' }), 422, 'role.key_malformed');
    isProblem(await make({ name: ' ' }), 422, 'role.name_malformed');
    isProblem(await asAdmin('PATCH', '/api/roles/admin', { permissions: [] }), 409, 'role.built_in');
    isProblem(await asAdmin('DELETE', '/api/roles/sales_rep'), 409, 'role.built_in');
    const { items, permissions } = isDone(await asAdmin('GET', '/api/roles'));
    assert.deepEqual(items.slice(0, 4).map(({ key }) => key), ['admin', 'supervisor', 'team_lead', 'sales_rep']);
    assert.ok(permissions.some(({ name, reserved }) => name === 'role.write' && reserved));
    const { permissions: all } = isDone(await wire.ask('GET', '/api/auth/me', { token: admin }));
    assert.deepEqual([...all].sort(), permissions.map(({ name }) => name).sort());
});

test('RBAC-11 USER-8 a supervisor changes no role, nobody\'s role, no account and no channel', async () => {
    const token = await wire.login('supervisor@demo.test');
    const { userId } = isDone(await wire.ask('GET', '/api/auth/me', { token }));
    for (const [method, path, body] of [
        ['GET', '/api/roles'], ['POST', '/api/roles', { key: 'mine', name: 'Mine', permissions: [] }], ['PATCH', '/api/roles/supervisor', { permissions: [] }],
        ['DELETE', '/api/roles/supervisor'], ['GET', '/api/channels'], ['POST', '/api/channels', { key: 'mine', title: 'Mine' }],
        ['PATCH', '/api/channels/web', { title: 'Mine' }], ['PATCH', `/api/users/${userId}`, { role: 'admin' }],
        ['PUT', `/api/users/${userId}`, { role: 'admin' }], ['DELETE', `/api/users/${userId}`], ['POST', '/api/users', {}],
    ]) {
        isProblem(await wire.ask(method, path, { token, body }), 403, 'permission.denied');
    }
    isProblem(await wire.ask('PATCH', '/api/users/me', { token, body: { role: 'admin' } }), 422);
});

test('RBAC-12 an admin manages channels, and what he does is in the audit', async () => {
    const change = (body) => asAdmin('PATCH', '/api/channels/web', body);
    assert.deepEqual(isDone(await asAdmin('GET', '/api/channels')).items,
        [{ key: 'web', kind: 'webchat', title: 'Web chat', entry_flow: 'triage', allowed_origins: [] }]);
    isDone(await change({ title: 'Shop', entry_flow: 'order_lookup', allowed_origins: ['https://shop.example'] }));
    const page = await wire.ask('GET', '/chat/web');
    assert.match(page.headers.get('content-security-policy'), /frame-ancestors 'self' https:\/\/shop\.example$/);
    isProblem(await change({ entry_flow: 'nowhere' }), 422, 'flow.unknown');
    isProblem(await change({ allowed_origins: ['https://shop.example/'] }), 422, 'channel.origin_malformed');
    isProblem(await change({ title: '' }), 422, 'channel.title_malformed');
    isProblem(await asAdmin('PATCH', '/api/channels/nothing', { title: 'X' }), 404, 'channel.unknown');
    isDone(await asAdmin('POST', '/api/channels', { key: 'help', title: 'Help', entry_flow: 'triage' }), 201);
    isProblem(await asAdmin('POST', '/api/channels', { key: 'help', title: 'Help' }), 409, 'channel.exists');
    isDone(await wire.ask('POST', '/api/chat/help/conversations', { body: {} }), 201);
    isDone(await change({ title: 'Web chat', entry_flow: 'triage', allowed_origins: [] }));
    const [last, first] = await auditOf('channel:web');
    assert.deepEqual([first.action, first.before.title, first.after.title, last.after.title], ['channel.changed', 'Web chat', 'Shop', 'Web chat']);
});

test('API-19 API-20 API-21 API-22 X-15 people are listed, added, changed and let go, and stay in the books', async () => {
    const gus = await add('gus@demo.test', { teams: ['support'] });
    const listed = async () => isDone(await asAdmin('GET', '/api/users?limit=200')).items.find(({ userId }) => userId === gus.userId);
    assert.equal((await listed()).active, true);
    const changed = isDone(await asAdmin('PUT', `/api/users/${gus.userId}`, { name: 'Gus', role: 'supervisor' }));
    assert.deepEqual([changed.name, changed.role], ['Gus', 'supervisor']);
    const token = await wire.login('gus@demo.test');
    const closes = [];
    await connect(token, closes);
    assert.equal((await asAdmin('DELETE', `/api/users/${gus.userId}`)).status, 204);
    isProblem(await wire.ask('GET', '/api/auth/me', { token }), 401, 'auth.invalid');
    await wire.until(() => closes, (seen) => seen.length === 1, 'his socket to close');
    assert.deepEqual([(await listed()).name, (await listed()).active], ['Gus', false]);
    const [last] = await auditOf(`user:${gus.userId}`);
    assert.deepEqual([last.action, last.before.active, last.after.active, last.actor_name], ['user.changed', true, false, 'Ada Admin']);
    isProblem(await asAdmin('DELETE', '/api/users/nobody'), 404, 'user.unknown');
});

test('USER-3 one\'s own name and password: the present one is asked for, and other sessions end', async () => {
    const ida = await add('ida@demo.test');
    const [here, there] = [await wire.login('ida@demo.test'), await wire.login('ida@demo.test')];
    const change = (body) => wire.ask('PATCH', '/api/users/me', { token: here, body });
    assert.equal(isDone(await change({ name: 'Ida' })).name, 'Ida');
    isProblem(await change({ name: '' }), 422, 'user.name_malformed');
    isProblem(await change({ password: 'quite-another-4711' }), 422, 'password.wrong');
    isProblem(await change({ password: 'quite-another-4711', current_password: 'wrong' }), 422, 'password.wrong');
    isProblem(await change({ password: 'short', current_password: password }), 422, 'password.too_short');
    isDone(await change({ password: 'quite-another-4711', current_password: password }));
    isDone(await wire.ask('GET', '/api/auth/me', { token: here }));
    isProblem(await wire.ask('GET', '/api/auth/me', { token: there }), 401, 'auth.invalid');
    isDone(await wire.ask('POST', '/api/auth/login', { body: { email: 'ida@demo.test', password: 'quite-another-4711' } }));
    assert.deepEqual((await auditOf(`user:${ida.userId}`)).map(({ action, actor_name }) => [action, actor_name]),
        [['user.password_changed', 'Ida'], ['user.changed', 'Ida'], ['user.created', 'Ada Admin']]);
    for (let i = 0; i < 5; ++i) {
        await change({ password: 'guessing-on-4711', current_password: `guess ${i}` });
    }
    isProblem(await change({ password: 'guessing-on-4711', current_password: 'one more' }), 429, 'auth.too_many');
});

test('USER-5 USER-6 X-6 a team has supervisors, members and skills, and who is in it counts as having them', async () => {
    const { userId } = await add('pia@demo.test', { teams: ['sales'] });
    const supervisors = async () => isDone(await asAdmin('GET', '/api/teams')).items.find(({ key }) => key === 'sales');
    assert.deepEqual((await supervisors()).supervisors.map(({ name }) => name), ['Sam Supervisor']);
    await add('sue@demo.test', { name: 'Sue', role: 'supervisor', teams: ['sales'] });
    assert.deepEqual((await supervisors()).supervisors.map(({ name }) => name), ['Sam Supervisor', 'Sue']);
    isDone(await asAdmin('PUT', `/api/agents/${userId}/skills`, { skills: [{ key: 'french', level: 2 }, { key: 'tax', level: 7 }] }));
    const team = isDone(await asAdmin('PUT', '/api/teams/sales/skills', { skills: [{ key: 'french', level: 5 }] }));
    assert.deepEqual(team.skills, [{ key: 'french', level: 5 }]);
    const agent = isDone(await asAdmin('GET', '/api/agents')).items.find((each) => each.userId === userId);
    assert.deepEqual(agent.skills, [{ key: 'french', level: 2 }, { key: 'tax', level: 7 }]);
    assert.deepEqual(agent.effective_skills, [{ key: 'french', level: 5 }, { key: 'tax', level: 7 }]);
    isProblem(await asAdmin('PUT', '/api/teams/sales/skills', { skills: [{ key: 'french', level: 11 }] }), 422, 'request.invalid');
    isProblem(await asAdmin('PUT', '/api/teams/nowhere/skills', { skills: [] }), 404, 'team.unknown');
});

test('AUDIT-1 AUDIT-2 what becomes of flows, node types and accounts is in the audit, by whomever', async () => {
    const document = (note) => ({ format: 'millrace.flow/1', key: 'audited', title: 'Audited', description: note, trigger: { on: 'api' },
        bindings: { q: { kind: 'queue' } }, start: 'e', nodes: { e: { type: 'control.end' } } });
    await wire.ask('POST', '/api/flows', { token: admin, body: { key: 'audited', title: 'Audited', document: document('1') } });
    isDone(await asAdmin('PUT', '/api/flows/audited/bindings', { q: 'sales' }));
    isDone(await asAdmin('POST', '/api/flows/audited/publish', { note: 'first' }), 201);
    const { headers } = await asAdmin('GET', '/api/flows/audited/draft');
    isDone(await wire.ask('PUT', '/api/flows/audited/draft', { token: admin, body: document('2'), headers: { 'if-match': headers.get('etag') } }));
    isDone(await asAdmin('POST', '/api/flows/audited/publish', { note: 'second' }), 201);
    isDone(await asAdmin('POST', '/api/flows/audited/rollback', { version: 1 }));
    const flow = await auditOf('flow:audited');
    assert.deepEqual(flow.map(({ action }) => action),
        ['flow.rolled_back', 'flow.published', 'flow.draft_saved', 'flow.published', 'flow.bound', 'flow.created']);
    assert.deepEqual([flow[0].before, flow[0].after, flow[1].after.note, flow[4].before, flow[4].after],
        [{ version: 2 }, { version: 1 }, 'second', {}, { q: 'sales' }]);
    assert.ok(flow.every(({ actor_name }) => actor_name === 'Ada Admin'));

    const source = 'local node = { type = "crm.audited", title = "Audited", outputs = { done = "Done." } }\n'
        + 'function node.enter(settings, ctx) return ctx.leave_by("done") end\nreturn node\n';
    isDone(await asAdmin('POST', '/api/node-types', { source, help: '# Audited', cases: '' }), 201);
    const [uploaded] = await auditOf('node_type:crm.audited');
    assert.deepEqual([uploaded.action, uploaded.after.version], ['node_type.uploaded', 1]);

    await wire.server.kill();
    const cli = (...words) => wire.command(...words, '--data', wire.server.data);
    assert.equal((await cli('user', 'add', 'cli@demo.test', '--password', password)).status, 0);
    assert.equal((await cli('user', 'reset', 'cli@demo.test', '--password', 'quite-another-4711')).status, 0);
    assert.equal((await cli('org', 'add', 'acme')).status, 0);
    const verified = await cli('verify');
    assert.equal(verified.status, 0, verified.output);
    await wire.server.up();
    const { items } = isDone(await asAdmin('GET', '/api/users?limit=200'));
    const { userId } = items.find(({ email }) => email === 'cli@demo.test');
    assert.deepEqual((await auditOf(`user:${userId}`)).map(({ action, actor }) => [action, actor]),
        [['user.password_given', 'cli'], ['user.created', 'cli']]);

    const lines = (await asAdmin('GET', '/api/audit/export')).text.trim().split('\n').map((line) => JSON.parse(line));
    assert.deepEqual(lines.map(({ seq }) => seq), lines.map((_, i) => i + 1));
    assert.ok(lines.some(({ action, actor }) => action === 'flow.published' && actor === 'millrace'));  // the demo's own
    assert.ok(!JSON.stringify(lines).includes(password));
});
