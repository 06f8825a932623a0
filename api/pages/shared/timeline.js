// The messages of one conversation, each once, in the order of the server's rows.

const statuses = ['sent', 'delivered', 'read'];

export class Timeline {
    #byId = new Map();

    /** Where the next question to the server starts. Only answers move it, frames do not: a frame may have been lost before this one. */
    after = null;

    get messages() {
        return [...this.#byId.values()].sort((a, b) => compareCursors(a.cursor, b.cursor));
    }

    get last() {
        return this.messages.at(-1) ?? null;
    }

    has(id) {
        return this.#byId.has(id);
    }

    /** Answers the messages that were not known before. */
    merge(messages) {
        const fresh = messages.filter((message) => !this.#byId.has(message.id));
        for (const message of messages) {
            this.#byId.set(message.id, message);
        }
        return fresh;
    }

    /** What the other side has got, or read, up to there. A word about a message is never taken back. */
    mark(side, status, upTo) {
        for (const message of this.#byId.values()) {
            const isTheirs = side === 'customer' ? message.from === 'customer' : message.from !== 'customer';
            if (isTheirs && compareCursors(message.cursor, upTo) <= 0 &&
                statuses.indexOf(message.status) < statuses.indexOf(status)) {
                message.status = status;
            }
        }
    }

    /** The same as a page of messages says it, so that a lost frame costs nothing. */
    markAll({ delivered_to: delivered, read_to: read, agent_read_to: byAgent } = {}) {
        this.mark('ours', 'delivered', delivered ?? '0');
        this.mark('ours', 'read', read ?? '0');
        this.mark('customer', 'read', byAgent ?? '0');
    }

    /** As a frame says it. */
    markFrom(frame) {
        const side = frame.by === 'agent' ? 'customer' : 'ours';
        this.mark(side, frame.type === 'message.read' ? 'read' : 'delivered', frame.up_to);
    }

    /** Asks `fetchPage(after)` until there is nothing more. Answers the messages that were not known before. */
    async catchUp(fetchPage) {
        const fresh = [];
        let after = this.after;
        for (;;) {
            const page = await fetchPage(after);
            const items = page?.items ?? [];
            fresh.push(...this.merge(items));
            if (items.length > 0) {
                this.after = items.at(-1).cursor;
            }
            this.markAll(page ?? {});
            if (!page?.cursor || items.length === 0 || page.cursor === after) {
                return fresh;
            }
            after = page.cursor;
        }
    }
}

/** Rows are numbers or base32 of one length: in both, longer is later, and of the same length the alphabet decides. */
export function compareCursors(a, b) {
    const [left, right] = [String(a ?? ''), String(b ?? '')];
    return left.length - right.length || (left < right ? -1 : left > right ? 1 : 0);
}
