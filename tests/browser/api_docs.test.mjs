// The API, as people read it.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Stage, eventually } from './support/browser.mjs';

let stage;
let described;
before(async () => {
    stage = await Stage.open();
    described = await (await fetch(`${stage.server.url}/api/openapi.json`)).json();
});
after(() => stage?.close());

const open = async (path = '/api/docs', options) => {
    const page = await stage.page(options);
    await page.goto(stage.server.url + path);
    await page.locator('.operation').first().waitFor({ state: 'attached' });
    return page;
};

test('HOOK-3 DX-1 without a login the page shows every operation, with who may, what it takes and what it answers', async () => {
    const page = await open();
    const shown = await page.locator('.operation').evaluateAll((all) => all.map(({ id }) => id));
    const all = Object.values(described.paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId));
    assert.deepEqual([...shown].sort(), [...all].sort());

    const close = page.locator('#post_api_conversations_id_close');
    await close.locator('summary').click();
    const text = await close.innerText();
    for (const word of ['POST', '/api/conversations/{id}/close', 'conversation.close', 'reason', 'Required.', '401', '403', '404', '409', '422']) {
        assert.ok(text.includes(word), `${word} in ${text}`);
    }
    const runs = page.locator('#get_api_runs');
    await runs.locator('summary').click();
    const words = await runs.innerText();
    for (const word of ['flow', 'status', 'cursor', '{items: [{run_id, flow,']) {
        assert.ok(words.includes(word), `${word} in ${words}`);
    }
});

test('a search leaves what was meant, by word, method or permission', async () => {
    const page = await open();
    const visible = () => page.locator('.operation:visible').evaluateAll((all) => all.map(({ id }) => id).sort());
    await page.getByLabel('Search operations').fill('audit.export');
    await eventually(visible, ['get_api_audit_export'], 'the one with this permission');
    await page.getByLabel('Search operations').fill('POST close');
    await eventually(async () => (await visible()).includes('post_api_conversations_id_close'), true, 'both words');
    await page.getByLabel('Search operations').fill('hocuspocus');
    await eventually(visible, [], 'nothing');
    await page.getByText(/^0 of \d+ operations$/).waitFor();
});

test('an operation has an address of its own', async () => {
    const page = await open('/api/docs#put_api_templates_key');
    await eventually(() => page.locator('.operation[open]').evaluateAll((all) => all.map(({ id }) => id)),
        ['put_api_templates_key'], 'the one of the address is open');
});

test('on a small screen nothing is wider than the page', async () => {
    const page = await open('/api/docs#get_api_audit', { viewport: { width: 380, height: 800 } });
    const [wide, high] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(wide <= high, `${wide} of ${high}`);
});
