// A person in the studio: what he can do on every screen and what he sees. Rooms add their own words to this.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { password } from './server.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export class Admin {
    /** With a window of his own; logged in. */
    static async enters(stage, { email = 'admin@demo.test', path = '/', ...options } = {}) {
        const admin = new Admin(await stage.page(options), stage.server, email);
        await admin.opens(path);
        await admin.logsIn();
        return admin;
    }

    constructor(page, server, email = 'admin@demo.test') {
        this.page = page;
        this.server = server;
        this.email = email;
    }

    /** Types an address. */
    async opens(path) {
        await this.page.goto(this.server.url + path);
    }

    async logsIn(secret = password) {
        await this.page.getByLabel('E-mail').fill(this.email);
        await this.page.getByLabel('Password', { exact: true }).fill(secret);
        await this.page.getByRole('button', { name: 'Log in', exact: true }).click();
        await this.sidebar.waitFor();
    }

    async logsOut() {
        await this.menu.click();
        await this.page.getByRole('menuitem', { name: 'Log out' }).click();
        await this.page.getByRole('heading', { name: 'Log in', exact: true }).waitFor();
    }

    /** By the sidebar. */
    async goesTo(room) {
        await this.sidebar.getByRole('link', { name: room, exact: true }).click();
        await this.sees(room);
    }

    /** The head of the page. */
    async sees(heading) {
        await this.page.getByRole('heading', { name: heading, level: 1 }).waitFor();
    }

    async isTold(text) {
        await this.page.getByText(text).first().waitFor();
    }

    async confirms(button) {
        await this.page.getByRole('dialog').getByRole('button', { name: button, exact: true }).click();
    }

    /** By the command palette, with the keyboard alone. */
    async commands(text) {
        await this.page.keyboard.press('Control+k');
        await this.palette.waitFor();
        await this.palette.fill(text);
        await this.page.getByRole('option').first().waitFor();
        await this.palette.press('Enter');
    }

    /** A call to the API in his name, as his browser would make it. */
    async calls(method, path, body) {
        const token = await this.page.evaluate(() => JSON.parse(localStorage.getItem('millrace.desk.session')).token);
        return this.server.call(method, path, { token, body });
    }

    get sidebar() {
        return this.page.getByRole('complementary');
    }

    get rooms() {
        return this.page.getByRole('navigation', { name: 'Rooms' }).getByRole('link');
    }

    get menu() {
        return this.page.getByRole('button', { name: /profile, theme, log out/ });
    }

    get palette() {
        return this.page.getByRole('combobox', { name: 'Type a command, a screen or a flow' });
    }

    get connection() {
        return this.sidebar.getByRole('status');
    }
}

/** axe finds nothing serious or critical on what is open now. */
export async function accessible(page, where = page.url()) {
    await settled(page);
    if (!(await page.evaluate('"axe" in window'))) {
        await page.evaluate(axe);
    }
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
    const found = violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target.join(' ')} (${failureSummary})`).join('\n    ')}`);
    assert.deepEqual(found, [], `axe on ${where}`);
}

/** Nothing moves any more: a dialog that fades in has other colours than the one that is there. */
export async function settled(page) {
    await page.evaluate(() =>
        Promise.all(document.getAnimations().filter(({ effect }) => effect.getComputedTiming().iterations !== Infinity)
            .map(({ finished }) => finished.catch(() => {}))));
}

/** Every screen is looked at in both. */
export const themes = ['light', 'dark'];

/** Keeps a picture for the guide when MILLRACE_SCREENSHOTS names a folder. */
export async function picture(page, name) {
    if (process.env.MILLRACE_SCREENSHOTS) {
        await settled(page);
        await page.screenshot({ path: `${process.env.MILLRACE_SCREENSHOTS}/${name}.png` });
    }
}
