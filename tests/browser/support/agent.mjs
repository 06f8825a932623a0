// A person at the desk: what he can do and what he sees.

import { password } from './server.mjs';

export class Agent {
    constructor(page, server, email) {
        this.page = page;
        this.server = server;
        this.email = email;
    }

    async logsIn() {
        await this.page.goto(`${this.server.url}/desk`);
        await this.typesPassword();
        await this.page.locator('#desk').waitFor();
    }

    async typesPassword() {
        await this.page.getByLabel('E-mail').fill(this.email);
        await this.page.getByLabel('Password').fill(password);
        await this.page.getByRole('button', { name: 'Log in' }).click();
    }

    /** Whether he is there for customers: "Online", "Offline", "Paused: Lunch". */
    async sets(status) {
        await this.page.getByLabel('My status').selectOption({ label: status });
        await this.page.locator(`#status-box[data-status="${status.split(':')[0].toLowerCase()}"]`).waitFor();
    }

    /** Waits until somebody waits, and takes the first. */
    async takesFirst() {
        const before = this.page.url();
        await this.waiting.first().getByRole('button', { name: 'Take' }).click();
        await this.page.waitForURL((url) => url.href !== before);
        await this.replyBox.waitFor();
    }

    async replies(text) {
        await this.replyBox.fill(text);
        await this.replyBox.press('Enter');
    }

    /** Key by key, and does not send it. */
    async types(text) {
        await this.replyBox.pressSequentially(text);
    }

    async seesTyping(text) {
        await this.page.locator('#typing').filter({ hasText: text }).waitFor();
    }

    async notes(text) {
        await this.page.locator('.kinds label', { hasText: 'Note' }).click();
        await this.page.getByLabel('Note', { exact: true }).last().fill(text);
        await this.page.getByRole('button', { name: 'Add note' }).click();
        await this.page.locator('.kinds label', { hasText: 'Reply' }).click();
    }

    async tags(text) {
        await this.page.getByLabel('Add a tag').fill(text);
        await this.page.getByLabel('Add a tag').press('Enter');
        await this.page.locator('#tags li', { hasText: text }).waitFor();
    }

    async closes(reason = 'Resolved') {
        await this.page.getByRole('button', { name: 'Close…' }).click();
        await this.page.getByRole('radio', { name: new RegExp(`^${reason}`) }).check();
        await this.page.getByRole('button', { name: 'Close it' }).click();
        await this.page.locator('#closed-line').waitFor();
    }

    async reads(text) {
        await this.messages.filter({ hasText: text }).first().waitFor();
    }

    async readsNotice(text) {
        await this.page.locator('#notice').filter({ hasText: text }).waitFor();
    }

    async readsState(text) {
        await this.page.locator('#state').filter({ hasText: text }).waitFor();
    }

    get waiting() {
        return this.page.locator('#waiting li');
    }

    get offers() {
        return this.page.locator('#offers li');
    }

    get mine() {
        return this.page.locator('#mine li');
    }

    get messages() {
        return this.page.locator('#log .message .text');
    }

    get replyBox() {
        return this.page.locator('#text');
    }

    customerTexts() {
        return this.page.locator('#log .message.from-customer .text').allTextContents();
    }

    replyTexts() {
        return this.page.locator('#log .message.mine:not(.from-bot) .text').allTextContents();
    }
}
