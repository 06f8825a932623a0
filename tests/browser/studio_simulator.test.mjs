// An admin tries a flow out beside its canvas, keeps what he did as a test, plays the tests, and writes a node type in Lua.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Admin, accessible, picture, themes } from './support/admin.mjs';
import { eventually, Stage } from './support/browser.mjs';
import { Designer } from './support/designer.mjs';

let stage;
before(async () => {
    stage = await Stage.open();
});
after(async () => {
    await stage?.close();
});

const viewport = { width: 1600, height: 1000 };

/** Tea is told at once, for coffee the shop is asked; who says nothing is left alone after two minutes. */
const drinks = {
    start: 'ask',
    nodes: {
        ask: {
            type: 'conversation.menu',
            settings: { text: 'Tea or coffee?', options: ['tea', 'coffee'], patience: '2m' },
            next: { tea: 'told', coffee: 'shop', no_match: 'told', timeout: 'end' },
        },
        shop: {
            type: 'integration.http',
            settings: { url: 'https://shop.example/coffee', into: 'coffee' },
            next: { ok: 'told', error: 'end', unavailable: 'end' },
        },
        told: { type: 'conversation.send', settings: { text: 'Here it is.' }, next: { sent: 'end' } },
        end: { type: 'control.end' },
    },
    layout: { nodes: { ask: [0, 100], shop: [280, 200], told: [560, 100], end: [840, 100] } },
};

class Simulator {
    constructor(designer) {
        this.designer = designer;
        this.page = designer.page;
    }

    static async opens(designer) {
        await designer.admin.opens(`/flows/${designer.key}?tab=test`);
        const simulator = new Simulator(designer);
        await simulator.talk.waitFor();
        return simulator;
    }

    async hears(text) {
        await this.talk.getByText(text).last().waitFor();
    }

    async presses(name) {
        await this.page.getByRole('button', { name, exact: true }).click();
    }

    /** Talk or Tests. */
    async turnsTo(tab) {
        await this.page.getByRole('radiogroup', { name: 'How to test' }).getByText(tab, { exact: true }).click();
    }

    get talk() {
        return this.page.getByRole('log', { name: 'The conversation' });
    }

    get steps() {
        return this.page.getByRole('navigation', { name: 'Steps' }).getByRole('button');
    }
}

test('a draft is tried out: what the customer chooses, what the shop answers, time that goes by, and a step back', async () => {
    const admin = await Admin.enters(stage, { viewport });
    const designer = await Designer.begins(admin, { on: 'conversation.started', ...drinks });
    const simulator = await Simulator.opens(designer);
    const { page } = simulator;
    await simulator.hears('Tea or coffee?');

    await simulator.presses('Choose Coffee');
    const call = page.getByRole('group', { name: /call of shop/ });
    await call.getByText('https://shop.example/coffee').waitFor();
    await call.getByLabel('Answer, as JSON').fill('{"cups": 2}');
    await call.getByRole('button', { name: 'Answer', exact: true }).click();
    await simulator.hears('Here it is.');
    await page.getByText('The run has ended').waitFor();
    const changed = page.getByRole('table', { name: 'Variables' }).locator('[data-changed]');
    await changed.filter({ hasText: 'coffee' }).getByText('"cups"').waitFor();
    assert.equal(await simulator.steps.count(), 3);

    // It is there again after a reload; a step back and the call is open again.
    await page.reload();
    await simulator.hears('Here it is.');
    await simulator.presses('Step back');
    await call.waitFor();
    await simulator.presses('Start again');
    await eventually(() => simulator.steps.count(), 1, 'nothing but the beginning');
    await simulator.presses('To the next timer');
    await page.getByText('The run has ended').waitFor();
});

test('when the flow is changed the same steps are played anew, and the first that goes another way is named', async () => {
    const admin = await Admin.enters(stage, { viewport });
    const designer = await Designer.begins(admin, { on: 'conversation.started', ...drinks });
    const simulator = await Simulator.opens(designer);
    await simulator.hears('Tea or coffee?');
    await simulator.presses('Choose Tea');
    await simulator.hears('Here it is.');

    await designer.node('told').click();
    await simulator.page.getByText('Edit', { exact: true }).click();
    const text = designer.settings.getByRole('textbox', { name: /^Text/ }).first();
    await text.fill('Here you are.');
    await designer.isSaved();
    await simulator.page.getByText('Test', { exact: true }).click();
    await simulator.hears('Here you are.');
});

test('a talk is saved as a test, the tests are played, and what no case comes to is painted', async () => {
    const admin = await Admin.enters(stage, { viewport });
    const designer = await Designer.begins(admin, { on: 'conversation.started', ...drinks });
    const simulator = await Simulator.opens(designer);
    const { page } = simulator;
    await simulator.hears('Tea or coffee?');
    await simulator.presses('Choose Tea');
    await simulator.hears('Here it is.');
    await picture(page, 'simulator');

    await simulator.presses('Save as test');
    const dialog = page.getByRole('dialog', { name: 'Save as a test' });
    await dialog.getByLabel('Name of the case').fill('tea is told');
    await dialog.getByRole('button', { name: 'Save as test' }).click();
    await dialog.waitFor({ state: 'hidden' });

    await simulator.turnsTo('Tests');
    await page.getByRole('textbox', { name: 'Tests of this flow' }).getByText('tea is told').waitFor();
    await simulator.presses('Run all');
    await page.getByText('The case passes.').waitFor();
    await page.getByRole('switch', { name: 'Show what no case comes to' }).check();
    await page.locator('[data-step="shop"][data-covered="false"], [data-step="shop"] [data-covered="false"]').first().waitFor();
    await page.getByRole('button', { name: 'Show shop' }).waitFor();
    await picture(page, 'coverage');
    for (const colorScheme of themes) {
        await page.emulateMedia({ colorScheme });
        await accessible(page, `tests, ${colorScheme}`);
    }

    // Another text in the flow: the line that fails says what was expected and seen.
    const { body } = await admin.calls('GET', `/api/flows/${designer.key}/tests`);
    const tests = page.getByRole('textbox', { name: 'Tests of this flow' });
    await tests.fill(body.text.replace('bot: Here it is.', 'bot: Never mind.'));
    await simulator.presses('Run tea is told');
    await page.getByText('1 of 1 cases fail.').waitFor();
    const failing = page.getByRole('list', { name: 'Cases' }).getByRole('listitem');
    await failing.getByText('Never mind.').first().waitFor();
    await failing.getByText('Here it is.').first().waitFor();
});

test('a node type is written in Lua and tried; uploaded it is in the palette with its form, help and icon', async () => {
    const admin = await Admin.enters(stage, { viewport });
    const { page } = admin;
    await admin.goesTo('Node types');
    await page.getByRole('button', { name: 'New node type' }).click();
    await page.getByRole('textbox', { name: 'Source' }).getByText('shop.greet').waitFor();
    await page.getByRole('button', { name: 'Try the cases' }).click();
    await admin.isTold('All 2 cases pass.');
    await picture(page, 'node_type');

    const cases = page.getByRole('textbox', { name: 'Cases' });
    const one = (output) => `node shop.greet\ncase a\n  given contact.name=Ana\n  enter\n  asks message.send text="Hello, Ana."\n  leaves ${output}\n`;
    await cases.fill(one('unknown'));
    await page.getByRole('button', { name: 'Upload', exact: true }).click();
    await admin.isTold('1 of 1 cases fail.');
    await admin.isTold('it left by known');
    await cases.fill(one('known'));
    await page.getByRole('button', { name: 'Upload', exact: true }).click();
    await admin.sees('Greet');
    for (const colorScheme of themes) {
        await page.emulateMedia({ colorScheme });
        await accessible(page, `a node type, ${colorScheme}`);
    }

    const designer = await Designer.begins(admin, { on: 'conversation.started' });
    await page.keyboard.press('Escape');
    await designer.adds('greet');
    await designer.presses('Enter');
    await designer.settings.getByRole('textbox', { name: /^Greeting/ }).waitFor();
    await designer.settings.getByText('Greet · shop.greet').or(designer.settings.getByText('shop.greet')).first().waitFor();
});

test('an expression is completed, and what is wrong with it is said below it', async () => {
    const admin = await Admin.enters(stage, { viewport });
    const designer = await Designer.begins(admin, { on: 'conversation.started', ...drinks });
    const { page } = designer;
    await designer.node('told').click();
    const text = designer.settings.getByRole('textbox', { name: /^Text/ }).first();
    await text.fill('Hello {{contact.');
    await text.press('Control+Space');
    await page.getByRole('option', { name: /email/ }).first().waitFor();
    await text.press('Escape');
    await text.fill('Hello {{lowr(contact.name)}}');
    await designer.settings.getByText(/did you mean `lower`/).first().waitFor();
    // Tab leaves the field.
    await text.press('Tab');
    assert.equal(await text.evaluate((field) => field === document.activeElement), false);
});
