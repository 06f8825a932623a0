// The chat page's small promises.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Stage, eventually } from './support/browser.mjs';

let stage;
before(async () => (stage = await Stage.open()));
after(() => stage?.close());

test('who asks for a person gets into a queue without another question', async () => {
    const customer = await stage.customer();
    const agent = await stage.agent('agent2@demo.test');
    await agent.logsIn();
    await customer.opens();
    await customer.starts();
    await customer.openOptions.first().waitFor();
    await customer.view.getByRole('button', { name: 'Talk to a person' }).click();
    await agent.waiting.first().waitFor();
    assert.match(await agent.waiting.first().textContent(), /Customer service.*high/);
});

test('an answered menu cannot be answered again, also after a reload', async () => {
    const customer = await stage.customer();
    await customer.opens();
    await customer.starts();
    await customer.openOptions.first().waitFor();
    const menu = customer.view.locator('#log .options').first();
    await customer.chooses('Sales');
    await eventually(() => menu.locator('button:enabled').count(), 0, 'all buttons are off');
    await customer.page.reload();
    await menu.waitFor();
    assert.equal(await menu.locator('button:enabled').count(), 0);
    assert.equal(await menu.locator('button[aria-pressed=true]').textContent(), 'Sales');
});

test('who has clicked an answer goes on with the keyboard', async () => {
    const customer = await stage.customer();
    await customer.opens();
    await customer.starts();
    await customer.openOptions.first().waitFor();
    const seen = customer.page.waitForResponse(/\/read$/);
    await customer.chooses('Sales');
    assert.equal((await seen).status(), 202, 'what is shown counts as read');
    await customer.page.keyboard.type('Red chairs');
    await customer.page.keyboard.press('Enter');
    await eventually(() => customer.ownTexts(), ['Sales', 'Red chairs'], 'what is typed lands in the box');
});

test('a message of 4,001 characters is held back and counted', async () => {
    const customer = await stage.customer();
    await customer.opens();
    await customer.starts();
    await customer.openOptions.first().waitFor();
    const box = customer.view.getByLabel('Your message');
    const send = customer.view.getByRole('button', { name: 'Send the message' });
    await box.fill('ä'.repeat(4_001));
    assert.equal(await send.isDisabled(), true);
    assert.equal(await customer.view.locator('#counter').textContent(), '1 too many');
    await box.fill('ä'.repeat(4_000));
    assert.equal(await send.isDisabled(), false);
    await send.click();
    await customer.reads('ä'.repeat(4_000));
    await eventually(() => customer.view.locator('.message.waiting').count(), 0, 'the server takes 4,000');
});

test('a wrong e-mail address is pointed out, and an unknown channel says so', async () => {
    const customer = await stage.customer();
    await customer.opens();
    await customer.starts({ email: 'not an address' });
    await customer.view.getByRole('alert').filter({ hasText: 'does not look like an e-mail' }).waitFor();

    await customer.opens({ channel: 'nowhere' });
    await customer.starts();
    await customer.view.getByRole('alert').filter({ hasText: 'no chat at this address' }).waitFor();
});

test('a second tab shows the same conversation', async () => {
    const customer = await stage.customer();
    await customer.opens();
    await customer.starts();
    await customer.chooses('Sales');
    await customer.reads('Sales');
    const tab = await customer.page.context().newPage();
    await tab.goto(`${stage.server.url}/chat/web`);
    await tab.locator('#log .message.mine', { hasText: 'Sales' }).waitFor();
    await tab.getByLabel('Your message').fill('from the second tab');
    await tab.getByLabel('Your message').press('Enter');
    await customer.reads('from the second tab');
});

test('on a phone the whole chat fits, and nothing has to be scrolled sideways', async () => {
    const customer = await stage.customer({ viewport: { width: 360, height: 640 }, isMobile: true, hasTouch: true });
    await customer.opens();
    await customer.starts();
    await customer.openOptions.first().waitFor();
    await customer.says('a-very-long-word-'.repeat(30));
    await customer.reads('a-very-long-word-');
    const [width, shown] = await customer.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.equal(width, shown);
    assert.ok((await customer.openOptions.count()) === 0 || (await customer.openOptions.first().boundingBox()).height >= 40);
});
