// The network and the server come and go; what people wrote arrives, once and in order.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Stage, eventually } from './support/browser.mjs';

const messagesOfVisitor = /\/api\/chat\/conversations\/[^/]+\/messages$/;

let stage;
before(async () => (stage = await Stage.open()));
after(() => stage?.close());

async function inConversation(options = {}) {
    const customer = await stage.customer();
    const agent = await stage.agent('agent1@demo.test');
    if (options.withoutSocket) {
        await customer.page.routeWebSocket(/\/ws/, (socket) => socket.close());
        await agent.page.routeWebSocket(/\/ws/, (socket) => socket.close());
    }
    await agent.logsIn();
    await customer.isQueuedFor('Support');
    await agent.takesFirst();
    await agent.replies('Hello, how can I help?');
    await customer.reads('how can I help?');
    return { customer, agent };
}

test('the server is killed in the middle of a conversation and nobody loses a word', async () => {
    const { customer, agent } = await inConversation();
    const before = await customer.ownTexts();
    await stage.server.kill();
    await customer.readsState('No connection');
    await agent.readsState('No connection');
    await customer.says('first while away');
    await customer.says('second while away');
    await agent.replies('written in the dark');

    await stage.server.up();
    await customer.readsState('Connected');
    await agent.reads('second while away');
    await customer.reads('written in the dark');
    await agent.readsState('Live');
    assert.deepEqual(await customer.ownTexts(), [...before, 'first while away', 'second while away']);
    assert.deepEqual((await agent.customerTexts()).slice(-2), ['first while away', 'second while away']);
    assert.deepEqual(await agent.replyTexts(), ['Hello, how can I help?', 'written in the dark']);
});

test('where no WebSocket gets through, both pages still keep up', async () => {
    const { customer, agent } = await inConversation({ withoutSocket: true });
    await customer.readsState('a little slower');
    await customer.says('Does this arrive?');
    await agent.reads('Does this arrive?');
    await agent.replies('It does.');
    await customer.reads('It does.');
});

test('an answer that gets lost makes the page send again, and the message still arrives once', async () => {
    const { customer, agent } = await inConversation();
    let lost = 0;
    await customer.page.route(messagesOfVisitor, async (route) => {
        if (route.request().method() === 'POST' && lost < 2) {
            lost += 1;
            await route.fetch();  // The server has it,
            await route.abort();  // but the customer's page never hears so.
        } else {
            await route.continue();
        }
    });
    await customer.says('only once, please');
    await agent.reads('only once, please');
    await customer.says('and after it');
    await agent.reads('and after it');
    await eventually(async () => (await agent.customerTexts()).slice(-2), ['only once, please', 'and after it'],
        'each message once');
    assert.equal(lost, 2);
    assert.deepEqual((await customer.ownTexts()).slice(-2), ['only once, please', 'and after it']);
});

test('an unsent message outlives a reload of the page', async () => {
    const { customer, agent } = await inConversation();
    await customer.page.route(messagesOfVisitor, (route) =>
        (route.request().method() === 'POST' ? route.abort() : route.continue()));
    await customer.says('written in a tunnel');
    await customer.view.locator('.message.waiting').waitFor();
    await customer.view.getByLabel('Your message').fill('half a sentence');

    await customer.page.reload();
    await customer.view.locator('.message.waiting', { hasText: 'written in a tunnel' }).waitFor();
    assert.equal(await customer.view.getByLabel('Your message').inputValue(), 'half a sentence');

    await customer.page.unroute(messagesOfVisitor);
    await agent.reads('written in a tunnel');
    await eventually(() => customer.view.locator('.message.waiting').count(), 0, 'the message has arrived');
});
