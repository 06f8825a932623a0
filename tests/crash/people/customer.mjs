// A customer: is greeted, answers or asks for a person, talks while he waits and while he is helped, and says how it was.

import { pause } from '../support/random.mjs';

const patienceMs = 30_000;
const talkMax = 14;
const goodbyeMs = 1_500;

export class Customer {
    #said = 0;
    #cursor = 0;
    #news = [];
    #over = false;
    #refused = false;
    #status = 'new';

    constructor(world, number) {
        this.world = world;
        this.name = `customer-${number}`;
    }

    async lives() {
        const { random } = this.world;
        if (!await this.#begins()) {
            return;
        }
        await this.#hears('the welcome', (message) => message.options?.length > 0);
        const way = random.next();
        if (way < 0.35) {
            await this.#asksForPerson();
        } else if (way < 0.9) {
            await this.#answers(random.chance(0.3));
        } else {
            await this.#leaves();
        }
        await this.#talksUntilClosed();
        await this.#saysHowItWas();
    }

    async #begins() {
        const { random } = this.world;
        const request = {
            method: 'POST', path: '/api/chat/web/conversations', key: `begin-${this.name}`, body: { name: this.name }, about: this.name,
        };
        const answers = await this.#sendsMaybeTwice(request, random.chance(0.1));
        if (answers.some(({ status }) => status !== 201)) {
            return this.#surprised('a conversation', answers);
        }
        this.conversation = answers[0].body.conversation_id;
        this.token = answers[0].body.token;
        if (answers.some(({ body }) => body.conversation_id !== this.conversation)) {
            this.#surprised('one conversation for one key', answers);
        }
        await this.world.acknowledged({ what: 'conversation', id: this.conversation, name: this.name });
        return true;
    }

    // Through triage by its questions; what the flow has asked next proves that it has taken the answer.
    async #answers(unclear) {
        const { random } = this.world;
        if (unclear) {
            await this.#says('What a lovely day');
            if (!await this.#hears('the menu again', (message) => message.options?.length > 0)) {
                return;
            }
        }
        await this.#says(random.pick(['Sales', 'support', '2', '3', 'invoice', 'CUSTOMER service']));
        if (!await this.#hears('the first question', (message) => message.text.endsWith('?'))) {
            return;
        }
        const subject = `About the order of ${this.name}`;
        await this.#says(subject);
        if (await this.#hears('the second question', (message) => message.text.endsWith('?'))) {
            await this.world.acknowledged({ what: 'field', conversation: this.conversation, name: 'subject', value: subject });
            await this.#says('skip');
        }
    }

    async #asksForPerson() {
        await this.#asks('human');
    }

    async #leaves() {
        await this.world.intended({ what: 'closing', conversation: this.conversation });
        if (await this.#asks('leave')) {
            await this.world.acknowledged({ what: 'closed', conversation: this.conversation });
        }
        this.#over = true;
    }

    async #talksUntilClosed() {
        const { random } = this.world;
        const talk = random.between(2, talkMax);
        const isClosed = () => this.#status === 'closed';
        await this.#reads();
        while (!this.#over && !this.#refused && !isClosed()) {
            if (this.#said < talk) {
                await this.#says(random.pick(['Are you there?', 'It is urgent', 'Straße 7, Köln', 'ok']), random.chance(0.1));
            } else {
                await pause(random.between(5, 40));
            }
            await this.#reads();
        }
    }

    // A survey follows the end; when it has heard enough, the next word is refused and no more comes.
    async #saysHowItWas() {
        let quietSince = Date.now();
        while (!this.#over) {
            await this.#reads();
            for (const message of this.#news.splice(0)) {
                quietSince = Date.now();
                this.#refused = false;
                if (message.from === 'bot' && message.text.endsWith('Goodbye.')) {
                    this.#over = true;
                } else if (message.from === 'bot' && message.options?.some(({ label }) => label === '5' || /very/i.test(label))) {
                    await this.#says('5');
                } else if (message.from === 'bot' && message.text.endsWith('?')) {
                    await this.#says('No, that was all');
                }
            }
            const quietMs = Date.now() - Math.max(quietSince, this.world.client.openedAt);
            if (this.#refused && quietMs > goodbyeMs) {
                this.#over = true;
            } else if (!this.#refused && quietMs > 2 * goodbyeMs) {
                await this.#says('Anybody there?');
            }
            await pause(10);
        }
    }

    async #says(text, twice = false) {
        const id = `${this.name}-${++this.#said}`;
        const answers = await this.#sendsMaybeTwice(
            { method: 'POST', path: this.#path('messages'), token: this.token, body: { id, text }, about: this.conversation }, twice);
        if (answers.every(({ status }) => status === 202)) {
            await this.world.acknowledged({ what: 'message', conversation: this.conversation, id, n: this.#said, text });
        } else if (answers.every(({ status, body }) => status === 409 && body?.code === 'conversation.closed')) {
            this.#refused = true;
        } else {
            this.#surprised(`the message ${id} to be taken, or refused because the conversation is closed`, answers);
        }
    }

    async #asks(what) {
        const answer = await this.world.client.deliver(
            { method: 'POST', path: this.#path(what), token: this.token, body: {}, about: this.conversation });
        return answer.status === 202 || this.#surprised(`${what} to be taken`, [answer]);
    }

    async #reads() {
        const answer = await this.world.client.deliver(
            { path: `${this.#path('messages')}?after=${this.#cursor}`, token: this.token, about: this.conversation });
        if (answer.status !== 200) {
            this.#surprised('his messages', [answer]);
            return;
        }
        for (const message of answer.body.items) {
            this.#cursor = message.cursor;
            if (message.from !== 'customer') {
                this.#news.push(message);
            }
        }
        if (answer.body.status === 'queued' && this.#status === 'new') {
            await this.world.acknowledged({ what: 'queued', conversation: this.conversation });
        }
        this.#status = answer.body.status;
    }

    /** Waits for the bot's next word of this kind. False when it will not come: the flow's own patience was over. */
    async #hears(what, isIt) {
        const began = Date.now();
        while (!this.#over) {
            await this.#reads();
            const at = this.#news.findIndex((message) => message.from === 'bot' && isIt(message));
            if (at >= 0) {
                this.#news.splice(0, at + 1);
                return true;
            }
            if (this.#status !== 'new') {
                return false;
            }
            if (Date.now() - Math.max(began, this.world.client.openedAt) > patienceMs) {
                this.world.report.finding(`${this.name} (${this.conversation}) waited ${patienceMs / 1000} s for ${what}: it is stuck`);
                this.#over = true;
            }
            await pause(this.world.random.between(1, 15));
        }
        return false;
    }

    #sendsMaybeTwice(request, twice) {
        return Promise.all((twice ? [request, request] : [request]).map((each) => this.world.client.deliver(each)));
    }

    #path(what) {
        return `/api/chat/conversations/${this.conversation}/${what}`;
    }

    #surprised(expected, answers) {
        const got = answers.map(({ status, body }) => `${status} ${JSON.stringify(body)}`).join(' and ');
        this.world.report.finding(`${this.name} (${this.conversation ?? 'no conversation yet'}) expected ${expected} but got ${got}`);
        this.#over = true;
        return false;
    }
}
