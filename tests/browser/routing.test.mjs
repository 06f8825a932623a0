// Work finds the people: offered, missed, taken, handed on, taken over.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Stage, eventually } from './support/browser.mjs';

let stage;
before(async () => (stage = await Stage.open()));
after(() => stage?.close());

test('an agent goes online, lets an offer lapse, takes the next, answers, hands it on; a supervisor takes over', async () => {
    const one = await stage.agent('agent1@demo.test');
    const other = await stage.agent('agent2@demo.test');
    await one.logsIn();
    await one.page.getByText('You are offline: go online to be offered conversations.').waitFor();
    await one.sets('Online');

    // Nobody else is there: the offer lapses, and he is paused so that the next customer does not wait for him too.
    const mia = await stage.customer();
    await mia.isQueuedFor('Support', { name: 'Mia' });
    await one.offers.first().waitFor();
    await eventually(() => one.page.title(), '(1) Desk', 'the offer counts in the title');
    await one.page.reload();
    await one.offers.first().waitFor();
    await one.page.getByText('You missed an offer and are paused').waitFor({ timeout: 30_000 });
    assert.equal(await one.offers.count(), 0);

    await one.sets('Online');
    await one.offers.first().getByRole('button', { name: 'Accept' }).click();
    await one.replyBox.waitFor();
    await one.replies('Hello Mia, how can I help?');
    await mia.reads('Hello Mia, how can I help?');

    // On to the other team, to whoever is there.
    await other.logsIn();
    await other.sets('Online');
    await one.page.getByRole('button', { name: 'Transfer…' }).click();
    await one.page.getByRole('radio', { name: 'Customer service' }).check();
    await one.page.getByRole('button', { name: 'Hand it on' }).click();
    await other.offers.first().getByRole('button', { name: 'Accept' }).click();
    await other.reads('Hello Mia, how can I help?');

    const supervisor = await stage.agent('supervisor@demo.test');
    await supervisor.logsIn();
    assert.equal(await supervisor.page.locator('#status-box').isVisible(), false);
    await supervisor.page.locator('#others li').first().locator('.row').click();
    await supervisor.page.getByRole('button', { name: 'Take over', exact: true }).click();
    await supervisor.replies('I am looking into it myself.');
    await mia.reads('I am looking into it myself.');
    await supervisor.page.reload();
    await supervisor.reads('I am looking into it myself.');
    await supervisor.closes();
    await eventually(() => other.mine.count(), 0, 'what was taken over is not his any more');
});
