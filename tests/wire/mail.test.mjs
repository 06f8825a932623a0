// Passwords by mail: forgotten, invited, and what happens when the mail server is not as one would like.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { password } from '../browser/support/server.mjs';
import { MailServer } from './support/mail_server.mjs';
import { isDone, isProblem, Wire } from './support/wire.mjs';

let mail;
let wire;
let admin;
before(async () => {
    mail = await MailServer.start();
    wire = await Wire.open({ options: ['--mail', mail.url, '--mail-from', 'Desk <desk@example.com>', '--public-url', 'https://desk.example.com',
        '--trusted-proxy', '127.0.0.1'] });
    admin = await wire.login('admin@demo.test');
});
after(async () => {
    await wire?.close();
    await mail?.stop();
});

const fresh = 'quite-another-4711';
let addresses = 0;
const fromSomewhere = () => ({ 'x-forwarded-for': `203.0.113.${addresses++ % 250}` });
const forgot = (email, headers = fromSomewhere()) => wire.ask('POST', '/api/auth/forgot-password', { body: { email }, headers });
const reset = (token, secret = fresh, headers = fromSomewhere()) =>
    wire.ask('POST', '/api/auth/reset-password', { body: { token, password: secret }, headers });
const login = (email, secret) => wire.ask('POST', '/api/auth/login', { body: { email, password: secret }, headers: fromSomewhere() });
const linkIn = ({ text }) => text.match(/https:\/\/desk\.example\.com\/reset#(token|invitation)=([\w-]+)/);
const letterTo = async (address, number = 0) =>
    (await wire.until(() => mail.to(address), (letters) => letters.length > number, `letter ${number} to ${address}`))[number];
const add = (email, more = {}) =>
    wire.ask('POST', '/api/users', { token: admin, body: { email, name: 'Eva Exämple', ...more } });
const auditOf = async (user) => isDone(await wire.ask('GET', `/api/audit?object=user:${user}`, { token: admin })).items;

test('AUTH-5 API-3 API-4 who forgot his password gets a link that works once, and is logged out everywhere', async () => {
    const eva = isDone(await add('eva@demo.test', { password }), 201);
    const token = await wire.login('eva@demo.test');
    assert.equal((await forgot('EVA@demo.test')).status, 202);
    const letter = await letterTo('eva@demo.test');
    assert.equal(letter.from, 'desk@example.com');
    assert.match(letter.headers, /^From: Desk <desk@example\.com>$/m);
    assert.match(letter.headers, /^To: =\?UTF-8\?B\?.*\?= <eva@demo\.test>$/m);
    const [, kind, link] = linkIn(letter);
    assert.equal(kind, 'token');

    isProblem(await reset(link, 'short'), 422, 'password.too_short');
    assert.equal((await reset(link)).status, 204);
    isProblem(await reset(link, 'a-third-one-4711'), 422, 'password.link_invalid');
    isProblem(await wire.ask('GET', '/api/auth/me', { token }), 401, 'auth.invalid');
    isProblem(await login('eva@demo.test', password), 401, 'auth.wrong_password');
    isDone(await login('eva@demo.test', fresh));
    assert.deepEqual((await auditOf(eva.userId)).map(({ action }) => action), ['user.password_reset', 'mail.sent', 'user.created']);
});

test('AUTH-5 an address that nobody has is answered in the same words, and gets no mail', async () => {
    const [known, unknown] = [await forgot('agent1@demo.test'), await forgot('nobody@demo.test')];
    assert.deepEqual([unknown.status, unknown.text], [known.status, known.text]);
    await letterTo('agent1@demo.test');
    // It was asked for later, so by now it has been looked at too.
    isDone(await add('marker@demo.test', { invite: true }), 201);
    await letterTo('marker@demo.test');
    assert.equal(mail.to('nobody@demo.test').length, 0);
});

test('AUTH-5 a link is good for an hour, and the store keeps nothing that could be used', async () => {
    isProblem(await reset('invented'), 422, 'password.link_invalid');
    await forgot('agent2@demo.test');
    const [, , link] = linkIn(await letterTo('agent2@demo.test'));
    await wire.server.rest();
    const data = await Promise.all(['millrace.db', 'millrace.db-wal'].map((file) => readFile(join(wire.server.data, file), 'latin1').catch(() => '')));
    assert.ok(data[0].includes('agent2@demo.test'));
    assert.ok(!data.some((bytes) => bytes.includes(link)));
    assert.ok(!wire.server.output.includes(link));
    await wire.server.up();
    assert.equal((await reset(link, password)).status, 204);
});

test('AUTH-5 a mailbox is not flooded, and an address that asks too often waits', async () => {
    isDone(await add('flo@demo.test', { password }), 201);
    for (let i = 0; i < 8; ++i) {
        assert.equal((await forgot('flo@demo.test')).status, 202);
    }
    isDone(await add('marker2@demo.test', { invite: true }), 201);
    await letterTo('marker2@demo.test');
    assert.equal(mail.to('flo@demo.test').length, 5);
    const one = { 'x-forwarded-for': '198.51.100.1' };
    const answers = [];
    for (let i = 0; i < 21; ++i) {
        answers.push(await reset('guess', fresh, one));
    }
    isProblem(answers.at(-2), 422, 'password.link_invalid');
    isProblem(answers.at(-1), 429, 'auth.too_many');
    assert.ok(Number(answers.at(-1).headers.get('retry-after')) > 0);
});

test('USER-1 AUTH-6 somebody who is invited chooses his password himself, and the link can be sent again', async () => {
    const gil = isDone(await add('gil@demo.test', { invite: true, teams: ['sales'] }), 201);
    assert.ok(gil.invited_at);
    const [, kind, first] = linkIn(await letterTo('gil@demo.test'));
    assert.equal(kind, 'invitation');
    isProblem(await login('gil@demo.test', fresh), 401, 'auth.wrong_password');
    isDone(await wire.ask('POST', `/api/users/${gil.userId}/invite`, { token: admin, body: {} }), 202);
    const [, , second] = linkIn(await letterTo('gil@demo.test', 1));
    assert.notEqual(second, first);
    assert.equal((await reset(second)).status, 204);
    isProblem(await reset(first), 422, 'password.link_invalid');
    isDone(await login('gil@demo.test', fresh));
    isProblem(await wire.ask('POST', `/api/users/${gil.userId}/invite`, { token: admin, body: {} }), 409, 'user.not_invited');
    const shown = isDone(await wire.ask('GET', '/api/users?limit=200', { token: admin })).items.find(({ email }) => email === 'gil@demo.test');
    assert.equal(shown.invited_at, null);
});

test('a password and an invitation exclude each other, and one of them is needed', async () => {
    isProblem(await add('hal@demo.test'), 422, 'request.invalid');
    isProblem(await add('hal@demo.test', { invite: true, password }), 422, 'request.invalid');
});

test('X-14 nobody gives himself an account', async () => {
    const { paths } = isDone(await wire.ask('GET', '/api/openapi.json'));
    const open = Object.entries(paths).flatMap(([path, methods]) => Object.entries(methods)
        .filter(([, { security }]) => security.length === 0).map(([method]) => `${method} ${path}`));
    assert.deepEqual(open.filter((name) => /user|regist|sign/.test(name)), []);
    isProblem(await wire.ask('POST', '/api/users', { body: { email: 'me@demo.test', name: 'Me', password } }), 401, 'auth.missing');
    const agent = await wire.login('agent1@demo.test');
    isProblem(await wire.ask('POST', '/api/users', { token: agent, body: { email: 'me@demo.test', name: 'Me', password } }), 403, 'permission.denied');
});

test('a mail that the server cannot take just now is sent a little later, once; one that it refuses is not', async () => {
    mail.refusals.push('451 come again');
    const ida = isDone(await add('ida@demo.test', { invite: true }), 201);
    await letterTo('ida@demo.test');
    await wire.until(() => wire.server.output, (output) => /was not sent, and is tried again: .*451/.test(output), 'a word in the log');
    assert.deepEqual((await wire.until(() => auditOf(ida.userId), (items) => items.length > 1, 'the mail in the audit')).map(({ action }) => action),
        ['mail.sent', 'user.created']);

    mail.refusals.push('550 no such mailbox');
    const jon = isDone(await add('jon@demo.test', { invite: true }), 201);
    const [failed] = await wire.until(() => auditOf(jon.userId), (items) => items.length > 1, 'the failure in the audit');
    assert.equal(failed.action, 'mail.failed');
    assert.match(failed.after.reason, /550/);
    await wire.until(() => wire.server.output, (output) => /was not sent, and is not tried again: .*550/.test(output), 'a word in the log');
    assert.equal(mail.to('jon@demo.test').length, 0);
    assert.equal(mail.to('ida@demo.test').length, 1);
});

test('a mail waits while the server is down, and over a restart of ours', async () => {
    await mail.stop();
    isDone(await add('kim@demo.test', { invite: true }), 201);
    await wire.until(() => wire.server.output, (output) => /is tried again: .*onnect/.test(output), 'a word that nobody listens');
    await wire.server.rest();
    const again = await MailServer.start();
    wire.server.options[1] = again.url;
    await wire.server.up();
    const [letter] = await wire.until(() => again.to('kim@demo.test'), (letters) => letters.length > 0, 'the letter');
    assert.equal(linkIn(letter)[1], 'invitation');
    mail = again;
});

test('who took a mail and never said so is not sent it again', async () => {
    const silent = await MailServer.start({ silent: true });
    await wire.server.rest();
    wire.server.options[1] = silent.url;
    await wire.server.up();
    const leo = isDone(await add('leo@demo.test', { invite: true }), 201);
    await wire.until(() => silent.to('leo@demo.test'), (letters) => letters.length > 0, 'the letter');
    await silent.stop();
    const [failed] = await wire.until(() => auditOf(leo.userId), (items) => items.length > 1, 'what became of it');
    assert.deepEqual([failed.action, failed.after.code], ['mail.failed', 'mail.outcome_unknown']);
});

test('with a name and a password the way to the mail server is a safe one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'millrace-mail-'));
    let safe;
    try {
        const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
        execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', keyFile, '-out', certFile, '-days', '2',
            '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'], { stdio: 'ignore' });
        safe = await MailServer.start({ key: await readFile(keyFile), cert: await readFile(certFile), user: 'desk', password: 'pass word/4711' });
        await wire.server.rest();
        wire.server.options[1] = safe.url;
        wire.server.options.push('--mail-ca', certFile);
        wire.server.environment = { MILLRACE_MAIL_USER: 'desk', MILLRACE_MAIL_PASSWORD: 'pass word/4711' };
        await wire.server.up();
        isDone(await add('max@demo.test', { invite: true }), 201);
        const [letter] = await wire.until(() => safe.to('max@demo.test'), (letters) => letters.length > 0, 'the letter');
        assert.equal(letter.isSafe, true);
        assert.ok(!wire.server.output.includes('pass word'));
    } finally {
        await safe?.stop();
        await rm(folder, { recursive: true });
    }
});

test('AUTH-5 without a mail server the answer is the same, the log says why, and nobody can be invited', async () => {
    const dumb = await Wire.open();
    try {
        const answer = await dumb.ask('POST', '/api/auth/forgot-password', { body: { email: 'agent1@demo.test' } });
        assert.equal(answer.status, 202);
        await dumb.until(() => dumb.server.output, (output) => output.includes('no mail can be sent'), 'the word in the log');
        assert.ok(!dumb.server.output.includes('agent1@demo.test wants'));
        const token = await dumb.login('admin@demo.test');
        isProblem(await dumb.ask('POST', '/api/users', { token, body: { email: 'ned@demo.test', name: 'Ned', invite: true } }), 409, 'mail.not_configured');
    } finally {
        await dumb.close();
    }
    const wrong = await wire.command('serve', '--listen', '127.0.0.1:0', '--mail', 'http://user:secret-4711@mail.test');
    assert.equal(wrong.status, 1);
    assert.match(wrong.output, /expected a mail server such as smtp:/);
    assert.ok(!wrong.output.includes('secret-4711'));
});
