// Who leads looks at the floor and steps in; whoever he deals with hears of it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Stage, eventually } from './support/browser.mjs';

let stage;
before(async () => (stage = await Stage.open()));
after(() => stage?.close());

test('AGST-1 AGST-4 AGST-6 ESC-8 SUP-5 SUP-6 SUP-9 SUP-10 a supervisor watches the floor, takes over, moves people and changes a status', async () => {
    const agent = await stage.agent('agent1@demo.test');
    await agent.logsIn();
    assert.equal(await agent.page.locator('#watch').isVisible(), false, 'agents have no live view');
    await agent.page.goto(`${stage.server.url}/desk#live`);
    assert.equal(await agent.page.locator('#live').isVisible(), false);
    await agent.sets('Online');
    const mia = await stage.customer();
    await mia.isQueuedFor('Support', { name: 'Mia' });

    const supervisor = await stage.agent('supervisor@demo.test', { viewport: { width: 1440, height: 900 } });
    await supervisor.logsIn();
    await supervisor.page.getByRole('button', { name: 'Live view' }).click();
    const live = supervisor.page.locator('#live');
    const support = live.locator('tr[data-queue=support]');
    await eventually(() => support.locator('.waiting').textContent(), '1', 'one waits in support');
    await eventually(() => support.locator('.agents').textContent(), '1 of 1', 'one agent is there');
    const anna = live.locator('tr[data-agent]').first();
    await eventually(() => anna.getAttribute('data-status'), 'online', 'Anna is online');
    const colour = () => anna.locator('.dot').evaluate((dot) => getComputedStyle(dot).backgroundColor);
    const online = await colour();

    // He accepts; the supervisor sees it without a click.
    await agent.offers.first().getByRole('button', { name: 'Accept' }).click();
    await agent.replyBox.waitFor();
    await eventually(() => support.locator('.waiting').textContent(), '0', 'nobody waits any more');
    await eventually(() => anna.locator('.load').textContent(), '1 of 4', 'she has one');
    await supervisor.page.reload();
    await live.locator('tr[data-conversation]').first().waitFor();
    if (process.env.MILLRACE_SCREENSHOT) {
        await supervisor.page.screenshot({ path: process.env.MILLRACE_SCREENSHOT });
    }

    await live.getByRole('button', { name: 'Take over' }).first().click();
    await agent.readsNotice('Sam Supervisor has taken over a conversation of yours.');
    await eventually(() => agent.replyBox.isVisible(), false, 'she has nothing to write in any more');
    await supervisor.replies('I am looking into it myself.');
    await mia.reads('I am looking into it myself.');

    // A status is changed, and she hears who did it.
    await supervisor.page.getByRole('button', { name: 'Live view' }).click();
    await live.getByLabel('Status of Anna Agent').selectOption({ label: 'Paused: Case work' });
    await agent.readsNotice('Sam Supervisor has set your status.');
    await eventually(() => anna.getAttribute('data-status'), 'paused', 'Anna is paused');
    await eventually(async () => await colour() !== online, true, 'a pause has a colour of its own');

    // Ben helps out in sales, without a change of team.
    await live.locator('tr[data-queue=sales]').getByRole('button', { name: 'Staff…' }).click();
    await supervisor.page.locator('#staff-people label', { hasText: 'Ben Agent' }).getByRole('checkbox').check();
    await supervisor.page.getByRole('button', { name: 'Do so' }).click();
    const ben = await stage.agent('agent2@demo.test');
    await ben.logsIn();
    await ben.sets('Online');
    const sales = live.locator('tr[data-queue=sales]');
    await eventually(() => sales.locator('.agents').textContent(), '1 of 1', 'Ben works in sales');

    // The supervisor hands it on from the live view, and Ben is asked.
    await live.locator('tr[data-conversation]').first().getByRole('button', { name: 'Transfer…' }).click();
    await supervisor.page.getByRole('radio', { name: 'Sales' }).check();
    await supervisor.page.getByRole('button', { name: 'Hand it on' }).click();
    await ben.offers.first().getByRole('button', { name: 'Accept' }).click();
    await ben.reads('I am looking into it myself.');
});

test('a customer ends the chat while he waits, and it counts as abandoned', async () => {
    const supervisor = await stage.agent('supervisor@demo.test');
    await supervisor.logsIn();
    await supervisor.page.getByRole('button', { name: 'Live view' }).click();
    const queue = supervisor.page.locator('#live tr[data-queue=customer_service]');
    const noah = await stage.customer();
    await noah.isQueuedFor('Customer service', { name: 'Noah' });
    await eventually(() => queue.locator('.waiting').textContent(), '1', 'Noah waits');
    await noah.page.getByRole('button', { name: 'End the chat' }).click();
    await noah.page.getByRole('button', { name: 'Really end it?' }).click();
    await noah.page.getByText('This conversation has ended.').waitFor();
    await eventually(() => queue.locator('.waiting').textContent(), '0', 'nobody waits any more');
    await eventually(() => queue.locator('.abandoned').textContent(), '100 %', 'and that is all who came today');
});
