// The designer, as an admin meets it: by its keys, by the mouse, by its lists.

import assert from 'node:assert/strict';
import { eventually } from './browser.mjs';

let made = 0;

export class Designer {
    constructor(admin) {
        this.admin = admin;
        this.page = admin.page;
    }

    /** A flow without nodes, open in the designer. */
    static async begins(admin, { on = 'api', ...document } = {}) {
        made += 1;
        const key = `drawn_${made}_${Date.now().toString(36)}`;
        const title = `Drawn ${made}`;
        const flow = { format: 'millrace.flow/1', key, title, trigger: { on }, start: '', nodes: {}, ...document };
        const answer = await admin.calls('POST', '/api/flows', { key, title, document: flow });
        assert.equal(answer.status, 201, JSON.stringify(answer.body));
        const designer = new Designer(admin);
        await designer.opens(key);
        return designer;
    }

    async opens(key) {
        this.key = key;
        await this.admin.opens(`/flows/${key}`);
        await this.canvas.waitFor();
    }

    async reloads() {
        await this.page.reload();
        await this.canvas.waitFor();
    }

    async presses(...keys) {
        for (const key of keys) {
            await this.page.keyboard.press(key);
        }
    }

    /** With the list of types at the output where one stands: `a`, a few letters, Enter. */
    async adds(letters) {
        const before = await this.count();
        await this.presses('a');
        await this.page.getByRole('dialog', { name: 'Add a node' }).waitFor();
        await this.page.keyboard.type(letters);
        await this.presses('Enter');
        await eventually(() => this.count(), before + 1, `a node more after "${letters}"`);
    }

    /** Into the field that is reached by Enter and so many Tabs; then back to the canvas. */
    async fills(text, tabs = 0) {
        await this.presses('Enter');
        await this.page.waitForFunction(() => document.activeElement.closest('[data-form]'));
        for (let tab = 0; tab < tabs; ++tab) {
            await this.presses('Tab');
        }
        await this.page.keyboard.type(text);
        await this.presses('Escape');
        // The first one closes a list of proposals, if one is open.
        await this.page.waitForTimeout(100);
        if (!(await this.page.evaluate(() => document.activeElement.matches('[data-canvas-focus]')))) {
            await this.presses('Escape');
        }
        await this.page.waitForFunction(() => document.activeElement.matches('[data-canvas-focus]'));
    }

    async isSaved() {
        await this.page.locator('[data-save=saved]').waitFor();
        await eventually(async () => Object.keys((await this.draft()).nodes).length, await this.count(), 'as on the screen');
    }

    async draft() {
        return (await this.admin.calls('GET', `/api/flows/${this.key}/draft`)).body.document;
    }

    async publishes(note) {
        await this.page.getByRole('button', { name: 'Publish…' }).click();
        const dialog = this.page.getByRole('dialog', { name: 'Publish' });
        await dialog.getByLabel('What is new?').fill(note);
        await dialog.getByRole('button', { name: 'Publish', exact: true }).click();
        await this.admin.isTold(/Version \d+ is published\./);
        await dialog.waitFor({ state: 'hidden' });
    }

    /** Of the whole flow: the canvas draws only what is in sight. */
    count() {
        return this.canvas.getAttribute('data-nodes').then(Number);
    }

    node(id) {
        return this.page.locator(`[data-step="${id}"]`);
    }

    /** A press at an output's dot, dragged to there. */
    async draws(node, output, to) {
        const from = await this.dot(node, output);
        const target = typeof to === 'string' ? await this.middle(to) : to;
        await this.page.mouse.move(from.x, from.y);
        await this.page.mouse.down();
        await this.page.mouse.move((from.x + target.x) / 2, (from.y + target.y) / 2);
        await this.page.mouse.move(target.x, target.y, { steps: 4 });
        await this.page.mouse.up();
    }

    async dot(node, output) {
        const box = await this.node(node).locator(`[data-handleid="${output}"]`).boundingBox();
        return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    }

    async middle(node) {
        const box = await this.node(node).boundingBox();
        return { x: box.x + box.width / 2, y: box.y + 12 };
    }

    get canvas() {
        return this.page.locator('[data-canvas-focus]');
    }

    get settings() {
        return this.page.getByRole('region', { name: 'Settings' });
    }

    get problems() {
        return this.page.getByRole('region', { name: 'Problems' });
    }

    async hasNoProblems() {
        await this.problems.getByText('No problems').waitFor();
    }
}
