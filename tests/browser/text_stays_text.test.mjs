// Whatever a customer types is shown, never run: on his page and, worse, on the agent's.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Stage } from './support/browser.mjs';

const attacks = [
    '<img src=x onerror="window.attacked = true">',
    '<script>window.attacked = true</script>',
    '"><svg onload="window.attacked = true">',
    "javascript:window.attacked=true",
    '<a href="javascript:window.attacked=true">click me</a>',
    '</textarea><iframe srcdoc="<script>parent.attacked = true</script>">',
];

let stage;
before(async () => (stage = await Stage.open()));
after(() => stage?.close());

test('a name and messages full of HTML are shown letter by letter', async () => {
    const customer = await stage.customer();
    const agent = await stage.agent('agent1@demo.test');
    await agent.logsIn();
    await customer.isQueuedFor('Support', { name: attacks[0] });
    await agent.takesFirst();
    for (const attack of attacks) {
        await customer.says(attack);
        await agent.reads(attack);
    }
    await agent.notes(attacks[1]);
    await agent.reads(attacks[1]);
    await agent.tags('<b>bold</b>');
    await agent.replies(attacks[2]);
    await customer.reads(attacks[2]);
    await agent.page.reload();
    await agent.reads(attacks.at(-1));

    for (const { page } of [customer, agent]) {
        assert.equal(await page.evaluate(() => window.attacked), undefined);
        assert.equal(await page.locator('#log img, #log script, #log svg, #log iframe, #log b, #lists img').count(), 0);
        assert.equal(await page.locator('a[href^="javascript:"]').count(), 0);
    }
    assert.equal(await agent.page.locator('#thread-title').textContent(), attacks[0]);
});

test('only web addresses in our own words become links', async () => {
    const customer = await stage.customer();
    const agent = await stage.agent('agent1@demo.test');
    await agent.logsIn();
    await customer.isQueuedFor('Sales');
    await agent.takesFirst();
    await agent.replies('See https://example.com/a?b=1&c=2, or javascript:alert(1).');
    await customer.says('And https://evil.example/?');
    await agent.reads('evil.example');

    const links = customer.view.locator('#log .message.from-agent a');
    await links.first().waitFor();
    assert.deepEqual(await links.evaluateAll((all) => all.map(({ href, rel }) => [href, rel])),
        [['https://example.com/a?b=1&c=2', 'noopener noreferrer']]);
    assert.equal(await agent.page.locator('#log .message.from-customer a').count(), 0);
});
