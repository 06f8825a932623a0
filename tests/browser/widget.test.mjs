// The widget on a page that is not ours, with styles that mean no good.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Stage, eventually } from './support/browser.mjs';

let stage;
before(async () => (stage = await Stage.open()));
after(() => stage?.close());

const shop = `<!doctype html><title>A shop</title>
    <style>* { all: unset } button, iframe, div { display: none !important; background: red !important; width: 7px !important }</style>
    <h1 id="shop">A shop</h1><script src="/widget.js" data-channel="web" data-label="Ask us" async></script>`;

async function inTheShop() {
    const customer = await stage.customer();
    await customer.page.route('**/shop*', (route) => route.fulfill({ contentType: 'text/html', body: shop }));
    await customer.page.goto(`${stage.server.url}/shop`);
    const host = customer.page.locator('millrace-chat');
    await host.waitFor({ state: 'attached' });
    return { customer, host };
}

/** The shadow root is closed, so a person's way in is the only one: the corner of the window, or the keyboard. */
async function clickCorner(page) {
    const { width, height } = page.viewportSize();
    await page.mouse.click(width - 50, height - 50);
}

async function frameOf(page) {
    const find = () => page.frames().find((each) => each.url().includes('/chat/web'));
    await eventually(() => Boolean(find()), true, 'the chat is in a frame');
    return find();
}

test('a customer chats from another page and goes on after a change of page', async () => {
    const { customer, host } = await inTheShop();
    assert.equal(customer.page.frames().length, 1, 'nothing is loaded before the first click');
    await clickCorner(customer.page);
    customer.view = await frameOf(customer.page);
    await customer.starts();
    await customer.chooses('Sales');
    await customer.reads('Sales');
    const read = await customer.texts();

    await customer.page.goto(`${stage.server.url}/shop?page=2`);
    await host.waitFor({ state: 'attached' });
    customer.view = await frameOf(customer.page);
    await customer.view.locator('#log .message.mine', { hasText: 'Sales' }).waitFor();
    assert.deepEqual((await customer.texts()).slice(0, read.length), read);
    await customer.view.getByRole('button', { name: 'Close the chat window' }).click();
    await customer.view.locator('#log').waitFor({ state: 'hidden' });
});

test('neither page changes the look of the other', async () => {
    const { customer, host } = await inTheShop();
    const before = await customer.page.locator('#shop').evaluate((element) => JSON.stringify(getComputedStyle(element)));
    await clickCorner(customer.page);
    customer.view = await frameOf(customer.page);
    const start = customer.view.getByRole('button', { name: 'Start the chat' });
    await start.waitFor();
    assert.ok((await start.boundingBox()).width > 200);
    assert.equal(await customer.page.locator('#shop').evaluate((element) => JSON.stringify(getComputedStyle(element))), before);
    assert.equal(await host.evaluate((element) => element.shadowRoot), null);
});
