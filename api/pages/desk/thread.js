// One conversation at the desk: what is known of it, its messages and notes, what of it the agent has not seen.

import { Timeline, compareCursors } from '../shared/timeline.js';

const typingShownMs = 6_000;

export class Thread {
    constructor(session, id, onChange) {
        this.session = session;
        this.id = id;
        this.onChange = onChange;
        this.timeline = new Timeline();
        this.item = null;
        this.isLoaded = false;
        this.isGone = false;
        this.isTyping = false;
    }

    get path() {
        return `/api/conversations/${encodeURIComponent(this.id)}`;
    }

    get isPreview() {
        return Boolean(this.item?.preview);
    }

    get isClosed() {
        return this.item?.status === 'closed';
    }

    get last() {
        return this.timeline.last;
    }

    /** Messages, with each note where it was written. */
    get entries() {
        const messages = this.timeline.messages;
        const notes = (this.item?.notes ?? []).map((note) => ({ ...note, from: 'note' }))
            .sort((one, other) => Date.parse(one.at) - Date.parse(other.at));
        const entries = [];
        for (const message of messages) {
            while (notes.length > 0 && Date.parse(notes[0].at) < Date.parse(message.at)) {
                entries.push(notes.shift());
            }
            entries.push(message);
        }
        return [...entries, ...notes];
    }

    /** How far I have read: as the server knows it, or as I have just told it. */
    get readTo() {
        const known = this.item?.read_to ?? '0';
        return compareCursors(known, this.toldRead ?? '0') > 0 ? known : this.toldRead;
    }

    get unread() {
        return this.timeline.messages.filter(
            (message) => message.from === 'customer' && compareCursors(message.cursor, this.readTo) > 0).length;
    }

    /** I look at its end: the customer hears that it was read. What cannot be told now is told with the next message. */
    seen() {
        const last = this.timeline.messages.findLast(({ from }) => from === 'customer');
        if (!last || compareCursors(last.cursor, this.readTo) <= 0) {
            return false;
        }
        this.toldRead = last.cursor;
        this.session.call('POST', `${this.path}/read`, { body: { cursor: last.cursor } }).catch(() => {});
        return true;
    }

    async refresh() {
        try {
            this.item = await this.session.call('GET', this.path);
            if (!this.isPreview) {
                await this.catchUp();
            }
            this.isLoaded = true;
            this.isGone = false;
            this.onChange();
        } catch (problem) {
            if (problem.status !== 404 && problem.status !== 403) {
                throw problem;
            }
            this.isGone = true;
            this.onChange();
        }
    }

    catchUp() {
        return this.timeline.catchUp((after) =>
            this.session.call('GET', `${this.path}/messages${after ? `?after=${encodeURIComponent(after)}` : ''}`));
    }

    add(message) {
        this.timeline.merge([message]);
        if (message.from === 'customer') {
            this.isTyping = false;
        }
    }

    showTyping() {
        this.isTyping = true;
        clearTimeout(this.typingTimer);
        this.typingTimer = setTimeout(() => {
            this.isTyping = false;
            this.onChange();
        }, typingShownMs);
    }
}
