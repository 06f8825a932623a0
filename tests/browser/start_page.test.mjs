// The first page anybody sees.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Stage, eventually } from './support/browser.mjs';
import { password } from './support/server.mjs';

let stage;
before(async () => (stage = await Stage.open()));
after(() => stage?.close());

test('a newcomer sees who may log in, that the server is well, and where to go', async () => {
    const page = await stage.page();
    await page.goto(stage.server.url);
    await eventually(() => page.locator('dd[data-state=live]').allTextContents(), ['Yes', 'Yes'], 'it lives and takes traffic');
    await page.getByText('agent1@demo.test').waitFor();
    assert.ok(!(await page.content()).includes(password), 'the page does not tell the password');
    const links = await page.locator('ul a').evaluateAll((all) => all.map(({ href }) => href));
    for (const path of ['/desk', '/chat/web', '/api/docs', '/api/openapi.json', '/metrics', '/readyz']) {
        assert.ok(links.includes(stage.server.url + path), path);
    }
    for (const link of links) {
        assert.equal((await fetch(link)).status, 200, link);
    }
    assert.match(await page.getByRole('textbox', { name: 'Put the chat on your own site' }).inputValue(), /widget\.js" data-channel="web"/);
    await page.getByRole('button', { name: 'Log in as agent1@demo.test' }).click();
    await eventually(() => page.getByLabel('E-mail').inputValue(), 'agent1@demo.test', 'the address is already typed');
});

test('when the server goes the page says so, and when it comes back too', async () => {
    const page = await stage.page();
    await page.goto(stage.server.url);
    await page.locator('dd[data-state=live]').first().waitFor();
    await stage.server.kill();
    await page.locator('dd').filter({ hasText: 'Does not answer' }).first().waitFor();
    await stage.server.up();
    await page.locator('dd[data-state=live]').first().waitFor();
});

test('every text of the plain pages can be read in light and in dark: contrast of at least 4.5', async () => {
    for (const colorScheme of ['light', 'dark']) {
        const page = await stage.page({ colorScheme });
        await page.goto(`${stage.server.url}/desk`);
        const contrasts = await page.evaluate(measure);
        for (const [pair, contrast] of contrasts) {
            assert.ok(contrast >= 4.5, `${pair} in ${colorScheme}: ${contrast.toFixed(2)}`);
        }
    }
});

function measure() {
    const style = getComputedStyle(document.documentElement);
    const light = (name) => {
        const hex = style.getPropertyValue(`--${name}`).trim().slice(1);
        const [r, g, b] = [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
            .map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const pairs = [['ink', 'surface'], ['ink', 'page'], ['ink', 'sunken'], ['muted', 'surface'], ['muted', 'sunken'],
        ['muted', 'page'], ['on-brand', 'brand'], ['on-brand', 'brand-deep'], ['on-mine', 'mine'], ['brand-ink', 'surface'],
        ['brand-ink', 'brand-soft'], ['ink', 'brand-soft'], ['muted', 'brand-soft'], ['note-ink', 'note'],
        ['note-ink', 'note-line'], ['danger', 'danger-soft'], ['danger', 'surface'], ['danger', 'sunken'], ['warn', 'sunken'],
        ['surface', 'ink'], ['ink', 'line']];
    return pairs.map(([one, other]) => {
        const [high, low] = [light(one), light(other)].sort((a, b) => b - a);
        return [`${one} on ${other}`, (high + 0.05) / (low + 0.05)];
    });
}
