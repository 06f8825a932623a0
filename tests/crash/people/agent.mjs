// An agent at one of his windows: takes who waits, says a few words, notes, tags, closes. Every change has a key, so that
// he can ask again when he got no answer.

import { pause } from '../support/random.mjs';

export class Agent {
    #keys = 0;

    constructor(world, number, account) {
        this.world = world;
        this.name = `${account}-${number}`;
        this.account = world.accounts[account];
    }

    /** Until there is nobody left who could need him. */
    async works(isOver) {
        while (!isOver() || !this.world.ending) {
            const waiting = await this.#looksAtQueue();
            if (waiting.length === 0) {
                await pause(20);
                continue;
            }
            // Mostly who came first; now and then somebody else, whom a colleague may be after too.
            const id = this.world.random.chance(0.5) ? waiting.at(-1) : this.world.random.pick(waiting);
            if (await this.#takes(id)) {
                await this.#serves(id);
            }
        }
    }

    async #looksAtQueue() {
        const answer = await this.world.client.deliver({ path: '/api/conversations?status=queued&limit=200', token: this.account.token });
        if (answer.status !== 200) {
            this.#surprised('the queue', answer);
            await pause(100);
            return [];
        }
        return answer.body.items.filter((item) => item.preview).map((item) => item.conversation_id);
    }

    async #takes(id) {
        await this.world.intended({ what: 'taking', conversation: id });
        const answer = await this.#changes(id, 'take', {});
        if (answer.status === 200) {
            await this.world.acknowledged({ what: 'taken', conversation: id, by: this.account.user });
            return true;
        }
        if (answer.status !== 404 && answer.body?.code !== 'conversation.already_taken' && answer.body?.code !== 'conversation.closed') {
            this.#surprised(`to take ${id}, or to hear why not`, answer);
        }
        return false;
    }

    async #serves(id) {
        const { random } = this.world;
        for (let words = random.between(1, 4); words > 0; --words) {
            const text = `How can I help? (${this.name} ${++this.#keys})`;
            if (!await this.#adds(id, 'messages', 'reply', { text }, 201)) {
                return;
            }
        }
        if (random.chance(0.3)) {
            await this.#adds(id, 'notes', 'note', { text: `A kind person (${this.name} ${++this.#keys})` }, 201);
        }
        if (random.chance(0.3)) {
            await this.#adds(id, 'tags', 'tag', { tag: random.pick(['order', 'invoice', 'delivery']) }, 200);
        }
        await this.world.intended({ what: 'closing', conversation: id });
        const answer = await this.#changes(id, 'close', { reason: 'resolved' });
        if (answer.status === 200) {
            await this.world.acknowledged({ what: 'closed', conversation: id });
        } else {
            // Another window of the same person may have taken it as his own and closed it.
            this.#mindsUnlessClosed(`to close ${id}`, answer);
        }
    }

    async #adds(id, path, what, body, success) {
        const answer = await this.#changes(id, path, body);
        if (answer.status === success) {
            await this.world.acknowledged({ what, conversation: id, text: body.text ?? body.tag });
            return true;
        }
        return this.#mindsUnlessClosed(`${what} in ${id}`, answer);
    }

    #changes(id, path, body) {
        return this.world.client.deliver({
            method: 'POST', path: `/api/conversations/${id}/${path}`, token: this.account.token,
            key: `${this.name}-${++this.#keys}`, body, about: id,
        });
    }

    #mindsUnlessClosed(expected, answer) {
        if (answer.body?.code !== 'conversation.closed') {
            this.#surprised(expected, answer);
        }
        return false;
    }

    #surprised(expected, { status, body }) {
        this.world.report.finding(`${this.name} expected ${expected} but got ${status} ${JSON.stringify(body)}`);
    }
}
