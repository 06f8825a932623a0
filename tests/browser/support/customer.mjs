// A customer in front of the chat page: what he can do and what he sees, by the words on the page.

const questionsWithinMs = 60_000;

export class Customer {
    constructor(page, server) {
        this.page = page;
        this.server = server;
        this.view = page;
    }

    async opens({ channel = 'web' } = {}) {
        await this.page.goto(`${this.server.url}/chat/${channel}`);
    }

    async starts({ name, email } = {}) {
        if (name) {
            await this.view.getByLabel('Your name').fill(name);
        }
        if (email) {
            await this.view.getByLabel('E-mail').fill(email);
        }
        await this.view.getByRole('button', { name: 'Start the chat' }).click();
    }

    async says(text) {
        await this.view.getByLabel('Your message').fill(text);
        await this.view.getByLabel('Your message').press('Enter');
    }

    /** Key by key, and does not send it. */
    async types(text) {
        await this.view.getByLabel('Your message').pressSequentially(text);
    }

    async seesTyping(text) {
        await this.view.locator('#typing').filter({ hasText: text }).waitFor();
    }

    /** Text in any message, as a person finds it by reading. */
    async reads(text) {
        await this.messages.filter({ hasText: text }).first().waitFor();
    }

    async readsState(text) {
        await this.view.locator('#state').filter({ hasText: text }).waitFor();
    }

    async chooses(name) {
        await this.openOptions.filter({ hasText: name }).first().click();
    }

    get messages() {
        return this.view.locator('#log .message .text');
    }

    get own() {
        return this.view.locator('#log .message.mine .text');
    }

    get openOptions() {
        return this.view.locator('#log .options button:enabled');
    }

    /** His own words in order, as the page shows them. */
    ownTexts() {
        return this.own.allTextContents();
    }

    texts() {
        return this.messages.allTextContents();
    }

    /** Chooses the team and asks for a person, which ends the flow's questions: the short way into a queue. */
    async isQueuedFor(team, { name = 'Mia' } = {}) {
        await this.opens();
        await this.starts({ name });
        await this.chooses(team);
        const button = this.view.getByRole('button', { name: 'Talk to a person' });
        await button.click();
        await button.waitFor({ state: 'hidden' });
    }

    /** Answers whatever the flow still asks, skipping what may be skipped, until `isDone` says so. */
    async answersUntil(isDone) {
        const until = Date.now() + questionsWithinMs;
        let answered = -1;
        while (!(await isDone())) {
            if (Date.now() > until) {
                throw new Error(`expected the questions to end, but the chat shows ${JSON.stringify(await this.texts())}`);
            }
            const count = await this.messages.count();
            const options = await this.openOptions.allTextContents();
            if (options.length > 0) {
                const skip = options.findIndex((option) => /skip|no/i.test(option));
                await this.openOptions.nth(Math.max(0, skip)).click({ timeout: 1_000 }).catch(() => {});  // answered meanwhile
            } else if (count !== answered && (await this.messages.last().textContent()).trim().endsWith('?')) {
                answered = count + 1;
                await this.says('skip');
            }
            await this.page.waitForTimeout(100);
        }
    }
}
