// What our log says must be true: its entries, put together by conversation and by run.

export class Facts {
    conversations = new Map();
    runs = new Map();

    #changed = { conversations: new Set(), runs: new Set() };

    add(entry) {
        const { what } = entry;
        if (what === 'order') {
            return;  // judged by what the service outside heard: judge/orders.mjs
        }
        if (what === 'run' || entry.run) {
            const run = this.#run(entry.run ?? entry.id);
            run.promised ||= entry.promised === true;  // an answer that a server gave for another: soon, not yet
            ({ run: () => (run.key = entry.key), signal: () => run.signals.add(entry.id), ended: () => (run.ended = true) })[what]();
            this.#changed.runs.add(run);
            return;
        }
        const conversation = this.#conversation(entry.conversation ?? entry.id);
        ({
            conversation: () => (conversation.name = entry.name),
            message: () => conversation.messages.push(entry),
            reply: () => conversation.replies.push(entry.text),
            note: () => conversation.notes.push(entry.text),
            tag: () => conversation.tags.add(entry.text),
            field: () => (conversation.fields[entry.name] = entry.value),
            queued: () => (conversation.queued = true),
            taking: () => (conversation.taking = true),
            taken: () => conversation.takers.add(entry.by),
            closing: () => (conversation.closing = true),
            closed: () => (conversation.closed = true),
        })[what]();
        this.#changed.conversations.add(conversation);
    }

    all() {
        return { conversations: [...this.conversations.values()], runs: [...this.runs.values()] };
    }

    /** What has been added to since the last time, and everything that is not over. */
    takeChanged() {
        const { conversations, runs } = this.#changed;
        const changed = { conversations: [...conversations], runs: [...runs] };
        this.#changed = {
            conversations: new Set(changed.conversations.filter((each) => !each.closed)),
            runs: new Set(changed.runs.filter((each) => !each.ended)),
        };
        return changed;
    }

    #conversation(id) {
        if (!this.conversations.has(id)) {
            this.conversations.set(id, {
                id, name: '', messages: [], replies: [], notes: [], tags: new Set(), fields: {}, takers: new Set(),
                queued: false, taking: false, closing: false, closed: false, place: null,
            });
        }
        return this.conversations.get(id);
    }

    #run(id) {
        if (!this.runs.has(id)) {
            this.runs.set(id, { id, key: '', signals: new Set(), ended: false, promised: false });
        }
        return this.runs.get(id);
    }
}
