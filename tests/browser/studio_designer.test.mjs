// The designer: flows are drawn, kept, mended, merged, published, compared and rolled back.

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

/** Five nodes that are right: a greeting, a branch, two texts, an end. */
const five = {
    start: 'hello',
    variables: { vip: { type: 'boolean', default: false } },
    nodes: {
        hello: { type: 'conversation.send', settings: { text: 'Hello.' }, next: { sent: 'which' } },
        which: { type: 'control.branch', title: 'Which?', settings: { when: 'vars.vip' }, next: { yes: 'gold', no: 'plain' } },
        gold: { type: 'conversation.send', title: 'Gold', settings: { text: 'At once.' }, next: { sent: 'end' } },
        plain: { type: 'conversation.send', title: 'Plain', settings: { text: 'Soon.' }, next: { sent: 'end' } },
        end: { type: 'control.end' },
    },
    layout: { nodes: { hello: [0, 100], which: [280, 100], gold: [560, 0], plain: [560, 200], end: [840, 100] } },
};

async function dressed(page, theme) {
    await page.emulateMedia({ colorScheme: theme });
    await page.locator(`html[data-mantine-color-scheme=${theme}]`).waitFor({ state: 'attached' });
}

const shape = (document) =>
    Object.fromEntries(Object.entries(document.nodes).map(([id, { type, next }]) => [id, [type, next ?? {}]]));

test('a flow of five nodes is drawn from an empty canvas with the keyboard alone, and published', async () => {
    const admin = await Admin.enters(stage, { viewport });
    const designer = await Designer.begins(admin, { on: 'conversation.started' });
    const { page } = designer;
    await page.keyboard.press('Escape');

    await designer.adds('send message');
    await designer.fills('Hello.');
    await designer.adds('branch');
    await designer.fills("contact.name == 'Ana'");
    await designer.adds('close'); // at the first open output: yes
    await designer.fills('resolved');
    await designer.adds('end');
    // Back to the branch, down to its output no, and another message there that leads to the same close.
    await designer.presses('ArrowLeft', 'ArrowLeft', 'ArrowDown');
    await designer.adds('send message');
    await designer.fills('Who is it?');
    await designer.presses('c');
    await page.getByRole('dialog', { name: 'Connect sent with …' }).waitFor();
    await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'combobox');
    await page.keyboard.type('close');
    await designer.presses('Enter');
    await designer.hasNoProblems();
    await designer.isSaved();
    assert.deepEqual(shape(await designer.draft()), {
        send: ['conversation.send', { sent: 'branch' }],
        branch: ['control.branch', { yes: 'close', no: 'send_2' }],
        close: ['conversation.close', { done: 'end' }],
        end: ['control.end', {}],
        send_2: ['conversation.send', { sent: 'close' }],
    });

    await designer.presses('Control+Enter');
    const dialog = page.getByRole('dialog', { name: 'Publish' });
    await dialog.getByLabel('What is new?').waitFor();
    await page.keyboard.type('By hand');
    await dialog.getByRole('button', { name: 'Publish', exact: true }).focus();
    await designer.presses('Enter');
    await admin.isTold('Version 1 is published.');
    const { body } = await admin.calls('GET', `/api/flows/${designer.key}/versions`);
    assert.equal(body.items[0].note, 'By hand');
});

test('the same with the mouse: types dragged, wires drawn, one of them dropped in the void', async () => {
    const admin = await Admin.enters(stage, { viewport });
    const designer = await Designer.begins(admin);
    const { page } = designer;
    const palette = page.getByRole('navigation', { name: 'Node types' });
    const box = await designer.canvas.boundingBox();
    const drags = async (title, x, y) => {
        const before = await designer.count();
        await palette.getByLabel('Find a node type').fill(title);
        await palette.getByRole('button', { name: title, exact: true }).dragTo(designer.canvas, { targetPosition: { x, y } });
        await eventually(() => designer.count(), before + 1, title);
    };
    await drags('Branch', 40, 200);
    await drags('Set variables', 320, 120);
    await drags('End', 420, 420);
    await designer.draws('branch', 'yes', 'set');
    await designer.draws('branch', 'no', 'end');
    await designer.draws('set', 'done', { x: box.x + 150, y: box.y + 560 });
    await page.getByRole('dialog', { name: 'Add a node' }).getByRole('combobox').fill('wait');
    await page.getByRole('option', { name: /^Wait Waits/ }).click();
    await eventually(() => designer.count(), 4, 'the wait at the end of the wire');
    await designer.draws('wait', 'done', 'end');
    await designer.isSaved();
    assert.deepEqual(shape(await designer.draft()), {
        branch: ['control.branch', { yes: 'set', no: 'end' }],
        set: ['control.set', { done: 'wait' }],
        end: ['control.end', {}],
        wait: ['control.wait', { done: 'end' }],
    });

    // The «+» in the middle of a wire.
    await page.locator('.react-flow__edge[data-id="branch/yes"] [role=button]').click({ force: true });
    await page.getByRole('dialog', { name: 'Add a node' }).getByRole('combobox').fill('set variables');
    await designer.presses('Enter');
    await eventually(async () => shape(await designer.draft()).set_2, ['control.set', { done: 'set' }], 'in the wire');

    // Moved: no change of the logic, kept all the same.
    const from = await designer.middle('end');
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(from.x - 60, from.y - 40, { steps: 5 });
    await page.mouse.up();
    const { layout } = await designer.draft();
    await eventually(async () => (await designer.draft()).layout.nodes.end[0] < layout.nodes.end[0], true, 'moved');
});

test('undo and redo survive a reload', async () => {
    const admin = await Admin.enters(stage, { viewport });
    const designer = await Designer.begins(admin, five);
    await designer.node('gold').click();
    await designer.presses('Delete');
    await eventually(() => designer.count(), 4, 'one removed');
    await designer.isSaved();

    await designer.reloads();
    assert.equal(await designer.count(), 4);
    await designer.page.getByRole('button', { name: 'Undo: remove nodes' }).click();
    await eventually(() => designer.count(), 5, 'it is back');
    await designer.isSaved();
    assert.deepEqual(shape(await designer.draft()), shape(five));

    await designer.reloads();
    await designer.canvas.focus();
    await designer.presses('Control+y');
    await eventually(() => designer.count(), 4, 'and gone again');
});

test('nodes are copied as text and pasted, into another flow too', async () => {
    const admin = await Admin.enters(stage, { viewport, permissions: ['clipboard-read', 'clipboard-write'] });
    const designer = await Designer.begins(admin, five);
    await designer.canvas.focus();
    await designer.presses('Control+a', 'Control+c');
    const text = await admin.page.evaluate(() => navigator.clipboard.readText());
    assert.equal(JSON.parse(text).format, 'millrace.clip/1');
    const other = await Designer.begins(admin);
    await other.canvas.focus();
    await other.presses('Control+v');
    await eventually(() => other.count(), 5, 'five nodes in the other flow');
    await other.isSaved();
    assert.deepEqual(shape(await other.draft()), shape(five));
    await other.presses('Control+d');
    await eventually(() => other.count(), 10, 'and once more');
});

test('whoever breaks a flow in five ways is led to each place by the list of problems', async () => {
    const admin = await Admin.enters(stage, { viewport });
    const broken = structuredClone(five);
    delete broken.nodes.gold.next; // leads nowhere
    broken.nodes.which.settings.when = 'vars.vip ==='; // no expression
    delete broken.nodes.plain.settings; // nothing to say
    broken.nodes.lost = { type: 'control.end' }; // reached by nothing
    broken.hooks = [{ on: 'conversation.closed', to: 'nowhere' }]; // to no node
    const designer = await Designer.begins(admin, broken);
    const { page, problems, settings } = designer;
    const leads = async (text, where) => {
        await problems.getByRole('button', { name: text }).first().click();
        await eventually(() => page.evaluate(() => document.activeElement.closest('[data-pointer]')?.dataset.pointer), where, text);
    };
    await leads(/Gold.*output/, '/nodes/gold/next/sent');
    await settings.getByRole('textbox', { name: 'Where sent leads' }).waitFor();
    await leads(/Which/, '/nodes/which/settings/when');
    await leads(/Plain/, '/nodes/plain/settings/text');
    await leads(/nowhere/, '/hooks/0/to');
    await problems.getByRole('button', { name: /way to .lost./ }).first().click();
    await eventually(() => page.locator('[data-step][data-selected]').getAttribute('data-step'), 'lost', 'the lost one');
    await picture(page, 'designer-problems');

    // Two are mended by a press, the rest by hand; then nothing is left.
    await problems.getByRole('button', { name: /^Remove .lost.$/ }).click();
    await leads(/Which/, '/nodes/which/settings/when');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('vars.vip');
    await leads(/Plain/, '/nodes/plain/settings/text');
    await page.keyboard.type('Soon.');
    await problems.getByRole('button', { name: /^Lead .sent. to/ }).first().click();
    await problems.getByRole('button', { name: /^Remove the hook/ }).click();
    await designer.hasNoProblems();
});

test('two windows edit one draft: what does not overlap merges by itself, the rest is chosen, nothing is lost', async () => {
    const admin = await Admin.enters(stage, { viewport });
    const one = await Designer.begins(admin, five);
    const second = await Admin.enters(stage, { viewport });
    const two = new Designer(second);
    await two.opens(one.key);

    const writes = async (designer, node, text) => {
        await designer.node(node).click();
        const field = designer.settings.getByRole('textbox', { name: /^Text/ }).first();
        await field.fill(text);
    };
    // Both write before either has saved.
    await two.page.route('**/draft*', (route) => (route.request().method() === 'PUT' ? route.abort() : route.continue()));
    await writes(two, 'plain', 'Soon, I hope.');
    await two.page.locator('[data-save=offline]').waitFor();
    await writes(one, 'gold', 'At once, of course.');
    await one.isSaved();
    await two.page.unroute('**/draft*');
    await second.isTold('Changes from another window were merged with yours.');
    await two.isSaved();
    await eventually(
        async () => {
            const { nodes } = await one.draft();
            return [nodes.gold.settings.text, nodes.plain.settings.text];
        },
        ['At once, of course.', 'Soon, I hope.'],
        'both are there',
    );

    // Now the same field.
    await one.reloads();
    await two.page.route('**/draft*', (route) => (route.request().method() === 'PUT' ? route.abort() : route.continue()));
    await writes(two, 'hello', 'Hello from two.');
    await two.page.locator('[data-save=offline]').waitFor();
    await writes(one, 'hello', 'Hello from one.');
    await one.isSaved();
    await two.page.unroute('**/draft*');
    const dialog = two.page.getByRole('dialog', { name: 'Two changed the same' });
    await dialog.getByText('Hello from one.').waitFor();
    await dialog.getByText('Hello from two.').waitFor();
    await accessible(two.page, 'the merge');
    await picture(two.page, 'designer-merge');
    await dialog.getByRole('radio', { name: 'Mine' }).check();
    await dialog.getByRole('button', { name: 'Take it' }).click();
    await two.isSaved();
    await eventually(async () => (await one.draft()).nodes.hello.settings.text, 'Hello from two.', 'as chosen');
});

test('without a connection the text is kept, in this browser, and goes on later', async () => {
    const admin = await Admin.enters(stage, { viewport });
    const designer = await Designer.begins(admin, five);
    await admin.page.route('**/api/**', (route) => route.abort());
    await designer.node('hello').click();
    await designer.settings.getByRole('textbox', { name: /^Text/ }).first().fill('Written in a tunnel.');
    await admin.page.getByText(/^Not saved: .*kept in this browser/).waitFor();
    await admin.page.unroute('**/api/**');
    await designer.isSaved();
    assert.equal((await designer.draft()).nodes.hello.settings.text, 'Written in a tunnel.');
});

test('versions are compared, and an earlier one is current again', async () => {
    const admin = await Admin.enters(stage, { viewport });
    const designer = await Designer.begins(admin, five);
    await designer.hasNoProblems();
    await designer.publishes('The first');
    await designer.node('plain').click();
    await designer.settings.getByRole('textbox', { name: /^Text/ }).first().fill('In a minute.');
    await designer.node('gold').click();
    await designer.presses('Delete');
    await designer.draws('which', 'yes', 'plain');
    await designer.hasNoProblems();
    await designer.publishes('Shorter');

    const { page } = admin;
    await page.getByRole('link', { name: 'Versions' }).click();
    await page.getByRole('link', { name: 'Compare with the one before' }).click();
    await page.locator('[data-step=gold][data-diff=removed]').waitFor();
    await page.locator('[data-step=plain][data-diff=changed]').waitFor();
    await page.getByRole('region', { name: 'Changes' }).getByText('In a minute.').waitFor();
    for (const theme of themes) {
        await dressed(page, theme);
        await accessible(page, `compare, ${theme}`);
        await picture(page, `compare-${theme}`);
    }
    await page.getByText('Text', { exact: true }).click();
    await page.getByText('"text": "In a minute."').waitFor();

    await admin.opens(`/flows/${designer.key}/versions`);
    await page.getByRole('button', { name: 'What to do with version 1' }).click();
    await page.getByRole('menuitem', { name: /Make it current/ }).click();
    await admin.confirms('Make it current');
    await admin.isTold('Version 1 is current.');
    const { body } = await admin.calls('GET', `/api/flows/${designer.key}`);
    assert.equal(body.version, 1);
});

test('axe finds nothing serious in the designer, drawn or as an outline, light or dark', async () => {
    const admin = await Admin.enters(stage, { viewport });
    const designer = new Designer(admin);
    await designer.opens('triage');
    await designer.node('welcome').click();
    for (const theme of themes) {
        await dressed(admin.page, theme);
        await accessible(admin.page, `designer, ${theme}`);
        await picture(admin.page, `designer-${theme}`);
    }
    await designer.canvas.focus();
    await designer.presses('o');
    await admin.page.getByRole('tree').waitFor();
    for (const theme of themes) {
        await dressed(admin.page, theme);
        await accessible(admin.page, `outline, ${theme}`);
        await picture(admin.page, `outline-${theme}`);
    }
    await designer.presses('o');
});
