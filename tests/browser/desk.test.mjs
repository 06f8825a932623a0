// What the desk does for the people who work at it all day.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Stage, eventually } from './support/browser.mjs';
import { password } from './support/server.mjs';

let stage;
before(async () => {
    stage = await Stage.open();
    await stage.canTake('agent1@demo.test', 20);  // not all that is begun here is ended
});
after(() => stage?.close());

test('of two agents who take the same conversation one gets it and the other is told', async () => {
    const customer = await stage.customer();
    const one = await stage.agent('agent1@demo.test');
    const other = await stage.agent('agent2@demo.test');
    await one.logsIn();
    await other.logsIn();
    await customer.isQueuedFor('Support');
    await Promise.all([one.waiting.first().waitFor(), other.waiting.first().waitFor()]);
    // The second agent's page has not heard yet when he clicks: it must learn from the answer.
    await other.page.route(/\/take$/, async (route) => {
        await one.takesFirst();
        await route.continue();
    });
    await other.waiting.first().getByRole('button', { name: 'Take' }).click();

    await other.readsNotice('already taken');
    assert.equal(await one.mine.count(), 1);
    assert.equal(await other.mine.count(), 0);
    await eventually(() => other.waiting.count(), 0, 'what is taken waits no longer');
    await one.closes();
});

test('an agent sees of a waiting conversation only its first line', async () => {
    const customer = await stage.customer();
    const agent = await stage.agent('agent1@demo.test');
    await agent.logsIn();
    await customer.isQueuedFor('Sales');
    await agent.waiting.first().locator('.row').click();
    await agent.page.getByText('The messages open once it is yours.').waitFor();
    assert.equal(await agent.messages.count(), 0);
    await agent.page.getByRole('button', { name: 'Take this conversation' }).click();
    await agent.reads('Sales');
    await agent.closes();
});

test('a draft stays with its conversation, over other conversations and over a reload', async () => {
    const [mia, jon] = [await stage.customer(), await stage.customer()];
    const agent = await stage.agent('agent1@demo.test');
    await agent.logsIn();
    await mia.isQueuedFor('Sales', { name: 'Mia' });
    await agent.takesFirst();
    await agent.replyBox.fill('half an answer to Mia');
    await jon.isQueuedFor('Sales', { name: 'Jon' });
    await agent.takesFirst();
    assert.equal(await agent.replyBox.inputValue(), '');
    await agent.replyBox.fill('half an answer to Jon');

    await agent.page.reload();
    await eventually(() => agent.replyBox.inputValue(), 'half an answer to Jon', 'the reload keeps the draft');
    await mia.says('Are you there?');
    const row = agent.mine.filter({ hasText: 'Mia' });
    await row.locator('.unread').filter({ hasText: '1' }).waitFor();
    assert.match(await agent.page.title(), /^\(\d+\) Desk$/);
    await row.locator('.row').click();
    assert.equal(await agent.replyBox.inputValue(), 'half an answer to Mia');
    await eventually(() => row.locator('.unread').textContent(), '', 'what is open is read');
});

test('the hands may stay on the keyboard', async () => {
    const customer = await stage.customer();
    const agent = await stage.agent('agent1@demo.test');
    await agent.logsIn();
    await customer.isQueuedFor('Support', { name: 'Kai' });
    await agent.waiting.first().waitFor();
    await agent.page.keyboard.press('Alt+T');
    await agent.page.locator('#thread-title', { hasText: 'Kai' }).waitFor();
    await agent.page.keyboard.type('Two');
    await agent.page.keyboard.press('Shift+Enter');
    await agent.page.keyboard.type('lines');
    await agent.page.keyboard.press('Enter');
    await customer.reads('Two\nlines');

    await agent.page.getByRole('button', { name: 'Close…' }).press('Enter');
    await agent.page.locator('#close-dialog').waitFor();
    await agent.page.keyboard.press('Escape');
    await agent.page.locator('#close-dialog').waitFor({ state: 'hidden' });
    assert.equal(await agent.page.locator('#closed-line').isVisible(), false);
});

test('a session that has ended leads to the login and back to the same conversation', async () => {
    const customer = await stage.customer();
    const agent = await stage.agent('agent1@demo.test');
    await agent.logsIn();
    await customer.isQueuedFor('Support', { name: 'Lou' });
    await agent.takesFirst();
    await agent.replyBox.fill('half a sentence');

    const token = await agent.page.evaluate(() => JSON.parse(localStorage.getItem('millrace.desk.session')).token);
    // While the page is away: it would notice by itself, before or after the answer.
    const address = agent.page.url();
    await agent.page.goto('about:blank');
    const { status } = await stage.server.call('POST', '/api/auth/logout', { token, body: {} });
    assert.ok(status < 300, `log-out answered ${status}`);
    await agent.page.goto(address);
    await agent.page.getByText('Your session has ended.').waitFor();
    await agent.typesPassword();
    await agent.page.locator('#thread-title', { hasText: 'Lou' }).waitFor();
    assert.equal(await agent.replyBox.inputValue(), 'half a sentence');
});

test('a wrong password is refused with a word, and logging out means out', async () => {
    const agent = await stage.agent('agent2@demo.test');
    await agent.page.goto(`${stage.server.url}/desk`);
    await agent.page.getByLabel('E-mail').fill('agent2@demo.test');
    await agent.page.getByLabel('Password').fill(`not ${password}`);
    await agent.page.getByRole('button', { name: 'Log in' }).click();
    await agent.page.getByRole('alert').filter({ hasText: 'do not fit together' }).waitFor();

    await agent.typesPassword();
    await agent.page.getByRole('button', { name: 'Log out' }).click();
    await agent.page.getByText('You are logged out.').waitFor();
    await agent.page.reload();
    await agent.page.getByRole('button', { name: 'Log in' }).waitFor();
});

test('a supervisor sees what waits and what his people are doing', async () => {
    const [waiting, served] = [await stage.customer(), await stage.customer()];
    const agent = await stage.agent('agent1@demo.test');
    const supervisor = await stage.agent('supervisor@demo.test');
    await agent.logsIn();
    await supervisor.logsIn();
    await served.isQueuedFor('Support', { name: 'Served' });
    await agent.takesFirst();
    await waiting.isQueuedFor('Support', { name: 'Waiting' });

    await supervisor.waiting.first().waitFor();
    await supervisor.page.locator('#others li', { hasText: 'Served' }).locator('.row').click();
    await supervisor.reads('Support');
    await agent.replies('seen from afar');
    await supervisor.reads('seen from afar');
});
