// The whole way: greeted, sorted, queued, taken, answered, closed. And a reload anywhere loses nothing.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Stage, eventually } from './support/browser.mjs';

let stage;
before(async () => (stage = await Stage.open()));
after(() => stage?.close());

test('a customer is greeted, chooses a team, and an agent answers until the matter is closed', async () => {
    const customer = await stage.customer();
    const agent = await stage.agent('agent1@demo.test');
    await agent.logsIn();
    await agent.page.locator('#waiting-empty').waitFor();

    await customer.opens();
    await customer.starts({ name: 'Mia Moreau' });
    await customer.openOptions.first().waitFor();
    assert.deepEqual(await customer.openOptions.allTextContents(), ['Sales', 'Support', 'Customer service']);
    await customer.chooses('Support');
    assert.equal(await customer.view.locator('#log .options button[aria-pressed=true]').first().textContent(), 'Support');
    await customer.answersUntil(async () => (await agent.waiting.count()) === 1);
    assert.match(await agent.waiting.first().textContent(), /Support/);

    await agent.takesFirst();
    await agent.reads('Support');
    await eventually(() => agent.waiting.count(), 0, 'taken means no longer waiting');
    await agent.replies('Hello Mia, what happened?');
    await customer.reads('Hello Mia, what happened?');
    await customer.says('The box was open.');
    await agent.reads('The box was open.');

    await agent.closes('Resolved');
    await customer.view.getByRole('button', { name: 'Start a new conversation' }).waitFor();
    assert.match(await agent.page.locator('#closed-line').textContent(), /closed/);
    await eventually(() => agent.mine.count(), 0, 'closed means no longer mine');
});

test('a reload of either page, in the middle, loses nothing', async () => {
    const customer = await stage.customer();
    const agent = await stage.agent('agent1@demo.test');
    await agent.logsIn();
    await customer.isQueuedFor('Sales');
    await agent.takesFirst();
    await agent.replies('One moment, please.');
    await customer.reads('One moment, please.');
    await customer.says('Take your time.');
    await agent.reads('Take your time.');
    const read = await customer.texts();

    await customer.page.reload();
    await customer.reads('Take your time.');
    assert.deepEqual(await customer.texts(), read);
    await agent.page.reload();
    await agent.reads('Take your time.');
    assert.deepEqual(await agent.replyTexts(), ['One moment, please.']);

    await customer.says('Still here.');
    await agent.reads('Still here.');
    await agent.replies('So am I.');
    await customer.reads('So am I.');
});

test('who writes in a closed conversation is offered a new one and keeps his words', async () => {
    const customer = await stage.customer();
    const agent = await stage.agent('agent1@demo.test');
    await agent.logsIn();
    await customer.isQueuedFor('Sales');
    await agent.takesFirst();
    await agent.closes('Other');

    const again = customer.view.getByRole('button', { name: 'Start a new conversation' });
    await again.waitFor();
    await again.click();
    await customer.openOptions.first().waitFor();
    await eventually(() => customer.own.count(), 0, 'the new conversation begins empty');
    await customer.chooses('Sales');
    await customer.reads('Sales');
});

test('the team sees notes and tags, the customer does not', async () => {
    const customer = await stage.customer();
    const agent = await stage.agent('agent1@demo.test');
    await agent.logsIn();
    await customer.isQueuedFor('Support');
    await agent.takesFirst();
    await agent.tags('damaged');
    await agent.notes('Second open box this week.');
    await agent.reads('Second open box this week.');
    await agent.replies('I send you another one.');
    await customer.reads('I send you another one.');
    assert.ok(!(await customer.texts()).join().includes('open box'));

    await agent.page.reload();
    await agent.reads('Second open box this week.');
    await agent.page.locator('#tags li', { hasText: 'damaged' }).waitFor();
});
