// Somebody who has a page open at one server, and hears there of every conversation, whichever server serves it. When the
// line is dead he comes back, and says what he heard last.

import { pause } from '../support/random.mjs';
import { WebSocket } from '../support/web_socket.mjs';

const asksEveryMs = 1_000;
const silenceMs = 4_000;

export class Listener {
    #isThere;

    /** Conversation → the kinds of its events that were heard. */
    events = new Map();
    /** Events that came a second time. */
    twice = [];
    /** How often he was told that something cannot be repeated: what happened before is not held against the server. */
    resyncs = 0;
    heard = 0;

    /** Resolves when he hears for the first time. */
    begun = new Promise((resolve) => (this.#isThere = resolve));

    #cursor = '';
    #known = new Set();
    #heardAt = 0;

    constructor(world, { name, server }) {
        this.name = `the listener at ${name}`;
        this.#listens(world.accounts.admin.token, server);
    }

    async #listens(token, server) {
        for (;;) {
            await this.#listensOnce(`${server.base}/ws?token=${token}${this.#cursor ? `&after=${this.#cursor}` : ''}`);
            await pause(100);
        }
    }

    // Until the line ends, or nothing has been heard for so long that it must be dead.
    async #listensOnce(url) {
        let isOpen = true;
        this.#heardAt = Date.now();
        const socket = await WebSocket.open(url, (text) => this.#hears(JSON.parse(text)), () => (isOpen = false))
            .catch(() => null);
        while (socket && isOpen && Date.now() - this.#heardAt < silenceMs) {
            socket.say('{"type":"ping"}');
            await pause(asksEveryMs);
        }
        socket?.close();
    }

    #hears({ type, topic, cursor, conversation_id: conversation }) {
        this.#heardAt = Date.now();
        if (type === 'hello') {
            this.#cursor ||= cursor;
            this.#isThere();
        } else if (type === 'resync') {
            ++this.resyncs;
            this.#cursor = cursor;
        } else if (topic && cursor) {
            this.#cursor = cursor;
            this.#notes(`${topic} ${cursor}`, type, conversation);
        }
    }

    // An event may belong to several topics, and comes once for each.
    #notes(which, type, conversation) {
        if (this.#known.has(which)) {
            this.twice.push(`${type} of ${conversation}, ${which}`);
        }
        this.#known.add(which);
        ++this.heard;
        this.events.set(conversation, (this.events.get(conversation) ?? new Set()).add(type));
    }
}
