// A customer of a channel, as his page would speak for him.

import { isDone } from './wire.mjs';

export class Customer {
    static async comes(wire, channel = 'web') {
        const customer = new Customer();
        const begun = isDone(await wire.ask('POST', `/api/chat/${channel}/conversations`, { body: {} }), 201);
        return Object.assign(customer, { wire, id: begun.conversation_id, token: begun.token, said: 0, read: 0 });
    }

    async #tell(what, body) {
        isDone(await this.wire.ask('POST', `/api/chat/conversations/${this.id}/${what}`, { token: this.token, body }), 202);
    }

    says(text) {
        this.said += 1;
        return this.#tell('messages', { id: `m${this.said}`, text });
    }

    asksForHuman() {
        return this.#tell('human', {});
    }

    leaves() {
        return this.#tell('leave', {});
    }

    /** The bot's next message, when it is there. */
    async hears() {
        const bot = await this.wire.until(async () => {
            const { items } = isDone(await this.wire.ask('GET', `/api/chat/conversations/${this.id}/messages`, { token: this.token }));
            return items.filter(({ from }) => from === 'bot');
        }, (items) => items.length > this.read, 'another message of the bot');
        this.read += 1;
        return bot[this.read - 1].text;
    }

    async run(token, flow) {
        const { items } = isDone(await this.wire.ask('GET', `/api/runs?subject=${this.id}${flow ? `&flow=${flow}` : ''}`, { token }));
        return items[0];
    }
}
