// The list of flows: found, begun, brought in, taken out.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { Admin, accessible } from './support/admin.mjs';
import { Stage } from './support/browser.mjs';

let stage;
let admin;
before(async () => {
    stage = await Stage.open();
    admin = await Admin.enters(stage, { acceptDownloads: true });
});
after(() => stage?.close());

const titles = () => admin.page.getByRole('table', { name: 'All flows' }).getByRole('link').allTextContents();

async function atTheList() {
    await admin.opens('/flows');
    await admin.page.getByRole('link', { name: 'Inbound triage' }).waitFor();
}

test('a flow is found by its title or key, and the list turns round', async () => {
    await atTheList();
    const all = await titles();
    assert.deepEqual(all, [...all].sort((a, b) => a.toLowerCase().localeCompare(b.toLowerCase())));
    await admin.page.getByRole('button', { name: 'Sort by Flow' }).click();
    assert.deepEqual(await titles(), [...all].reverse());
    await admin.page.getByLabel('Search flows').fill('order_lookup');
    assert.deepEqual(await titles(), ['Where is my order?']);
    await admin.page.getByLabel('Search flows').fill('no such flow');
    await admin.isTold('Nothing found');
    await admin.page.getByRole('button', { name: 'Show all' }).click();
    assert.equal((await titles()).length, all.length);
});

test('a new flow has a key that follows its title, and a key that is taken or wrong is said at its field', async () => {
    await atTheList();
    await admin.page.getByRole('button', { name: 'New flow' }).click();
    const dialog = admin.page.getByRole('dialog', { name: 'New flow' });
    await dialog.getByLabel('Title').fill('Größe & Farbe?');
    assert.equal(await dialog.getByLabel('Key').inputValue(), 'grosse_farbe');
    await dialog.getByLabel('Key').fill('triage');
    await dialog.getByText('There is a flow with this key.').waitFor();
    await dialog.getByLabel('Key').fill('Not A Key');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await dialog.getByText('A key begins with a small letter').waitFor();
    await dialog.getByLabel('Key').fill('size_and_colour');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await admin.page.waitForURL('**/flows/size_and_colour');
    const { body } = await admin.calls('GET', '/api/flows/size_and_colour/draft');
    assert.deepEqual(body.document, { format: 'millrace.flow/1', key: 'size_and_colour', title: 'Größe & Farbe?',
        trigger: { on: 'conversation.started' }, start: '', nodes: {} });
});

test('a flow goes out as a file and comes in again under another key, with what the check says of it', async () => {
    await atTheList();
    await admin.page.getByRole('button', { name: 'What to do with Satisfaction survey' }).click();
    const [download] = await Promise.all([admin.page.waitForEvent('download'),
        admin.page.getByRole('menuitem', { name: 'Export the published version' }).click()]);
    assert.equal(download.suggestedFilename(), 'csat_survey.json');
    const text = await readFile(await download.path(), 'utf8');

    await admin.page.getByRole('button', { name: 'Import' }).click();
    const dialog = admin.page.getByRole('dialog', { name: 'Import a flow' });
    await dialog.locator('input[type=file]').setInputFiles({ name: 'flow.json', mimeType: 'application/json',
        buffer: Buffer.from(text) });
    await dialog.getByText('The check finds nothing wrong.').waitFor();
    await dialog.getByText('There is a flow with this key.').waitFor();
    assert.ok(await dialog.getByRole('button', { name: 'Import', exact: true }).isDisabled());
    await dialog.getByLabel('Key').fill('survey_again');
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await admin.page.waitForURL('**/flows/survey_again');
    const { body } = await admin.calls('GET', '/api/flows/survey_again/draft');
    assert.deepEqual({ ...body.document, key: 'csat_survey' }, JSON.parse(text));
});

test('what is no flow is said, one of a newer format is shown and not taken, and a broken one may be mended later', async () => {
    await atTheList();
    await admin.page.getByRole('button', { name: 'Import' }).click();
    const dialog = admin.page.getByRole('dialog', { name: 'Import a flow' });
    await dialog.getByLabel('Or paste it here').fill('{"a": 1');
    await dialog.getByText('This is not JSON').waitFor();
    await dialog.getByLabel('Or paste it here').fill('{"a": 1}');
    await dialog.getByText('Expected a flow document').waitFor();
    const broken = { format: 'millrace.flow/1', key: 'triage', title: 'Broken', start: 'a',
        nodes: { a: { type: 'no.such_type' } } };
    await dialog.getByLabel('Or paste it here').fill(JSON.stringify(broken));
    await dialog.getByText(/\d+ errors?, \d+ warnings?\./).waitFor();
    await dialog.getByText('no.such_type').last().waitFor();
    await dialog.getByLabel('Make it my draft of the flow that is there').check();
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await admin.page.waitForURL('**/flows/triage');
    const { body } = await admin.calls('GET', '/api/flows/triage/draft');
    assert.deepEqual(body.document, broken);

    await atTheList();
    await admin.page.getByRole('button', { name: 'Import' }).click();
    await dialog.getByLabel('Or paste it here').fill(JSON.stringify({ ...broken, format: 'millrace.flow/9' }));
    await dialog.getByText('This flow has the format millrace.flow/9').waitFor();
    assert.equal(await dialog.getByRole('button', { name: 'Import', exact: true }).count(), 0);
});

test('a template is looked at closely and used under a key of its own', async () => {
    await atTheList();
    await admin.goesTo('Templates');
    await admin.page.getByRole('img', { name: 'The graph of Where is my order?' }).waitFor();
    await accessible(admin.page);
    await admin.page.getByRole('button', { name: 'Look closer at Where is my order?' }).click();
    const closer = admin.page.getByRole('dialog', { name: 'Where is my order?' });
    await closer.getByLabel('Its tests').filter({ hasText: 'flow order_lookup' }).waitFor();
    await accessible(admin.page, 'a template');
    await admin.page.keyboard.press('Escape');
    await closer.waitFor({ state: 'hidden' });
    await admin.page.getByRole('button', { name: 'Use the template Where is my order?' }).click();
    const dialog = admin.page.getByRole('dialog', { name: 'New flow' });
    assert.equal(await dialog.getByLabel('Key').inputValue(), 'where_is_my_order');
    await dialog.getByRole('button', { name: 'Create' }).click();
    await admin.page.waitForURL('**/flows/where_is_my_order');
    const { body } = await admin.calls('GET', '/api/flows/where_is_my_order/draft');
    assert.equal(body.document.key, 'where_is_my_order');
    assert.ok(Object.keys(body.document.nodes).length > 10);
});
