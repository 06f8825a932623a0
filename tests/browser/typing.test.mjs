// Each side sees that the other is typing, and nobody else does.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Stage, eventually } from './support/browser.mjs';

let stage;
before(async () => (stage = await Stage.open()));
after(() => stage?.close());

test('the agent sees that his customer is typing, until the message is there', async () => {
    const [mia, jon] = [await stage.customer(), await stage.customer()];
    const agent = await stage.agent('agent1@demo.test');
    const supervisor = await stage.agent('supervisor@demo.test');
    const other = await stage.agent('agent2@demo.test');
    for (const person of [agent, supervisor, other]) {
        await person.logsIn();
        await person.readsState('Live');
    }
    await mia.isQueuedFor('Support', { name: 'Mia' });
    await agent.takesFirst();
    await supervisor.page.locator('#others li', { hasText: 'Mia' }).locator('.row').click();
    await jon.isQueuedFor('Support', { name: 'Jon' });
    await other.takesFirst();
    await mia.readsState('Connected');

    await mia.types('Where is');
    await Promise.all([agent.seesTyping('Mia is typing…'), supervisor.seesTyping('Mia is typing…')]);
    assert.equal(await other.page.locator('#typing').textContent(), '');
    await mia.says('Where is my order?');
    await agent.reads('Where is my order?');
    await eventually(() => agent.page.locator('#typing').textContent(), '', 'who has said it types no more');
});

test('the customer sees that his agent is typing, and not that somebody else looks on', async () => {
    const [kai, lou] = [await stage.customer(), await stage.customer()];
    const agent = await stage.agent('agent1@demo.test');
    await agent.logsIn();
    await agent.readsState('Live');
    await lou.isQueuedFor('Sales', { name: 'Lou' });
    await agent.takesFirst();
    await kai.isQueuedFor('Sales', { name: 'Kai' });
    await agent.takesFirst();
    await agent.page.locator('#thread-title', { hasText: 'Kai' }).waitFor();
    await Promise.all([kai.readsState('Connected'), lou.readsState('Connected')]);

    await agent.types('I am lo');
    await kai.seesTyping('Anna Agent is typing');
    assert.equal(await lou.view.locator('#typing').textContent(), '');
    await agent.replies('I am looking.');
    await kai.reads('I am looking.');
    await eventually(() => kai.view.locator('#typing').textContent(), '', 'who has said it types no more');
});
