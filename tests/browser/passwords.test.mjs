// Forgotten, invited, let in: passwords as people meet them.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { MailServer } from '../wire/support/mail_server.mjs';
import { Stage, eventually } from './support/browser.mjs';
import { password } from './support/server.mjs';

let mail;
let stage;
before(async () => {
    mail = await MailServer.start();
    stage = await Stage.open({ options: ['--mail', mail.url] });
});
after(async () => {
    await stage?.close();
    await mail?.stop();
});

const linkTo = async (address) => {
    await eventually(() => mail.to(address).length, 1, 'the letter');
    return mail.to(address)[0].text.match(/http:\S+/)[0];
};

async function logsIn(page, email, secret) {
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill(secret);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.locator('#desk').waitFor();
}

async function chooses(page, first, second = first) {
    await page.getByLabel('New password').fill(first);
    await page.getByLabel('Once more').fill(second);
    await page.getByRole('button', { name: 'Set the password' }).click();
}

test('AUTH-1 AUTH-5 who forgot his password asks for a link at the login and chooses another', async () => {
    const page = await stage.page();
    await page.goto(`${stage.server.url}/desk`);
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await page.getByLabel('E-mail').fill('agent1@demo.test');
    await page.getByRole('button', { name: 'Send the link' }).click();
    await page.getByText('If there is an account for agent1@demo.test, a link is on its way.').waitFor();

    const link = await linkTo('agent1@demo.test');
    await page.goto('about:blank');
    await page.goto(link);
    await page.getByRole('heading', { name: 'Choose a new password' }).waitFor();
    assert.equal(page.url(), `${stage.server.url}/reset`);  // the secret does not stay in the address
    await chooses(page, 'one thing 4711', 'another 4711');
    await page.getByText('The two are not the same.').waitFor();
    await chooses(page, 'short');
    await page.getByText('A password has at least 8 characters.').waitFor();
    await chooses(page, 'quite-another-4711');
    await page.getByRole('heading', { name: 'Your password is set' }).waitFor();
    await page.getByRole('link', { name: 'To the login' }).click();
    await logsIn(page, 'agent1@demo.test', 'quite-another-4711');

    const late = await stage.page();
    await late.goto(link);
    await chooses(late, 'a-third-one-4711');
    await late.getByText('This link was used already, or its time is over.').waitFor();
});

test('AUTH-6 somebody who is invited is welcomed, and logs in with the password he chose', async () => {
    const { body } = await stage.server.call('POST', '/api/auth/login', { body: { email: 'admin@demo.test', password } });
    const added = await stage.server.call('POST', '/api/users', { token: body.token,
        body: { email: 'eva@demo.test', name: 'Eva', teams: ['sales'], invite: true } });
    assert.equal(added.status, 201);
    const page = await stage.page();
    await page.goto(await linkTo('eva@demo.test'));
    await page.getByRole('heading', { name: 'Welcome: choose your password' }).waitFor();
    await chooses(page, 'quite-another-4711');
    await page.getByRole('link', { name: 'To the login' }).click();
    await logsIn(page, 'eva@demo.test', 'quite-another-4711');
    await page.locator('#me-name').filter({ hasText: 'Eva' }).waitFor();
});

test('AUTH-8 a deep link without the right to it shows "not allowed", and nothing of what it leads to', async () => {
    const customer = await stage.customer();
    const owner = await stage.agent('agent2@demo.test');
    await owner.logsIn();
    await customer.isQueuedFor('Support', { name: 'Secretive Mia' });
    await owner.takesFirst();
    await customer.says('My number is 4711-0815');
    await owner.reads('My number is 4711-0815');
    const link = owner.page.url();
    assert.match(link, /\/desk#[0-9a-z]{13}$/);

    // Who is not logged in sees the login, a colleague of the same team and one of no team at all that it is not his.
    const stranger = await stage.page();
    await stranger.goto(link);
    await stranger.getByRole('button', { name: 'Log in' }).waitFor();
    const { body } = await stage.server.call('POST', '/api/auth/login', { body: { email: 'admin@demo.test', password } });
    for (const [email, teams] of [['colleague@demo.test', ['support']], ['outsider@demo.test', []]]) {
        await stage.server.call('POST', '/api/users', { token: body.token, body: { email, name: 'Somebody', password, teams } });
        const page = await stage.page();
        const answers = [];
        page.on('response', async (response) => {
            answers.push(response.url().includes('/api/') ? await response.text().catch(() => '') : '');
        });
        await page.goto(link);
        await logsIn(page, email, password);
        await page.getByText('Not allowed: this conversation is not yours to see.').waitFor();
        assert.equal(await page.locator('#open').isVisible(), false);
        const shown = (await page.content()) + answers.join('\n');
        assert.ok(!shown.includes('4711-0815') && !shown.includes('Secretive'), `${email} was shown something`);
    }
    await owner.closes();
});
