// The inbox as people work with it: what is unread, found, pinned, filled in, handed back, assigned, and done to many.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Stage, eventually } from './support/browser.mjs';
import { password } from './support/server.mjs';

let stage;
before(async () => {
    stage = await Stage.open();
    await stage.canTake('agent1@demo.test', 20);
});
after(() => stage?.close());

const admin = async (method, path, body) => {
    const { body: { token } } = await stage.server.call('POST', '/api/auth/login', { body: { email: 'admin@demo.test', password } });
    const answer = await stage.server.call(method, path, { token, body });
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
};
const about = (person, text) => person.page.locator('#log .message.mine', { hasText: text }).locator('.about');

test('INBOX-1 INBOX-7 INBOX-3 lists left, chat in the middle, composer below; ticks on both sides, and unread counts', async () => {
    const mia = await stage.customer();
    const agent = await stage.agent('agent1@demo.test');
    await agent.logsIn();
    await mia.isQueuedFor('Sales', { name: 'Mia' });
    await agent.takesFirst();
    const [lists, thread, composer] = await Promise.all(['.lists', '#thread', '#composer'].map((part) => agent.page.locator(part).boundingBox()));
    assert.ok(lists.x + lists.width <= thread.x + 1 && composer.y > thread.y + thread.height / 2, JSON.stringify({ lists, thread, composer }));

    // Mia looks at it: read. She looks away: delivered only, until she is back.
    await agent.replies('Good morning');
    await mia.reads('Good morning');
    await about(agent, 'Good morning').filter({ hasText: 'Read' }).waitFor();
    await mia.page.evaluate(() => {
        Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
        document.dispatchEvent(new Event('visibilitychange'));
    });
    await agent.replies('Are you still there?');
    await about(agent, 'Are you still there?').filter({ hasText: 'Delivered' }).waitFor();
    await mia.page.evaluate(() => {
        delete document.visibilityState;
        document.dispatchEvent(new Event('visibilitychange'));
    });
    await about(agent, 'Are you still there?').filter({ hasText: 'Read' }).waitFor();
    await mia.says('Yes');
    await about(mia, 'Yes').filter({ hasText: 'Read' }).waitFor();

    // Anna turns to somebody else: what Mia writes is unread, also for her next window.
    const jon = await stage.customer();
    await jon.isQueuedFor('Sales', { name: 'Jon' });
    await agent.takesFirst();
    await mia.says('One more thing');
    await about(mia, 'One more thing').filter({ hasText: 'Sent' }).waitFor();
    const row = agent.mine.filter({ hasText: 'Mia' });
    await row.locator('.unread').filter({ hasText: '1' }).waitFor();
    const second = await stage.agent('agent1@demo.test');
    await second.logsIn();
    await second.mine.filter({ hasText: 'Mia' }).locator('.unread').filter({ hasText: '1' }).waitFor();
    await row.locator('.row').click();
    await about(mia, 'One more thing').filter({ hasText: 'Read' }).waitFor();
    await eventually(() => second.mine.filter({ hasText: 'Mia' }).locator('.unread').textContent(), '', 'read is read in each window');
    await agent.closes();
});

test('NOTE-2 TAG-2 TAG-3 CONV-8 CONV-13 a note is pinned, a tag taken away, a field filled in, the past looked up; then it goes back to the flow', async () => {
    await admin('PUT', '/api/fields', { fields: [{ key: 'product', title: 'Product', kind: 'choice', choices: ['Router', 'Phone'] }] });
    const mia = await stage.customer();
    const agent = await stage.agent('agent1@demo.test');
    await agent.logsIn();
    await mia.isQueuedFor('Support', { name: 'Mia' });
    await agent.takesFirst();
    await agent.closes();
    await mia.page.getByRole('button', { name: 'Start a new conversation' }).click();
    await mia.chooses('Support');
    await mia.page.getByRole('button', { name: 'Talk to a person' }).click();
    await agent.takesFirst();

    await agent.notes('She has a dog');
    await agent.page.locator('#log .message.note').getByRole('button', { name: 'Pin' }).click();
    await agent.page.locator('#pinned li', { hasText: 'She has a dog' }).waitFor();
    await agent.tags('dog');
    await agent.page.getByRole('button', { name: 'Take away the tag dog' }).click();
    await agent.page.locator('#tags li', { hasText: 'dog' }).waitFor({ state: 'detached' });

    await agent.page.getByText('Details and history').click();
    await agent.page.getByLabel('Product').selectOption('Router');
    await agent.page.locator('#history li', { hasText: 'resolved' }).waitFor();
    await agent.page.reload();
    await agent.page.getByText('Details and history').click();
    await eventually(() => agent.page.getByLabel('Product').inputValue(), 'Router', 'the field is kept');
    await agent.page.locator('#pinned li', { hasText: 'She has a dog' }).waitFor();

    await agent.page.getByRole('button', { name: 'Hand back' }).click();
    await eventually(() => agent.mine.filter({ hasText: 'Mia' }).count(), 0, 'it is the flow\'s again');
    await agent.page.getByText('This conversation is not yours to see any more.').waitFor();
});

test('INBOX-5 INBOX-6 INBOX-8 QUEUE-2 a supervisor looks at one queue, assigns with two clicks, finds, and closes many at once', async () => {
    const customers = [];
    for (const name of ['Ada Batch', 'Bob Batch']) {
        const customer = await stage.customer();
        await customer.isQueuedFor('Support', { name });
        customers.push(customer);
    }
    const supervisor = await stage.agent('supervisor@demo.test');
    const agent = await stage.agent('agent1@demo.test');
    await agent.logsIn();
    await supervisor.logsIn();
    const choice = supervisor.page.getByLabel('Which queue');
    await choice.selectOption({ label: 'Sales' });
    await eventually(() => supervisor.waiting.filter({ hasText: 'Support' }).count(), 0, 'sales shows what waits in sales');
    await choice.selectOption({ label: 'Support' });
    await supervisor.page.getByLabel('Assign: Ada Batch').waitFor();
    // Opening the list is one click, choosing the colleague the other.
    await supervisor.page.getByLabel('Assign: Ada Batch').selectOption({ label: 'Anna Agent' });
    await agent.mine.filter({ hasText: 'Ada Batch' }).waitFor();
    await supervisor.page.locator('#others li', { hasText: 'Ada Batch' }).waitFor();

    await supervisor.page.getByLabel('Name, address or words').fill('batch');
    await supervisor.page.getByRole('button', { name: 'Find', exact: true }).click();
    await eventually(() => supervisor.page.locator('#found li').count(), 2, 'both are found');
    for (const name of ['Ada Batch', 'Bob Batch']) {
        await supervisor.page.getByLabel(`Choose: ${name}`).check();
    }
    await supervisor.page.getByRole('button', { name: 'Close them…' }).click();
    await supervisor.page.getByRole('radio', { name: /^Duplicate/ }).check();
    await supervisor.page.getByRole('button', { name: 'Close it' }).click();
    await supervisor.readsNotice('2 done.');
    await eventually(() => agent.mine.filter({ hasText: 'Ada Batch' }).count(), 0, 'what is closed is nobody\'s any more');
    await customers[1].view.getByText('This conversation has ended.').waitFor();
});
