// What goes on in my teams right now: asked for when something happened, and now and then while it is looked at.

import { LiveView } from './live_view.js';

const gatherMs = 300;
const everyMs = 10_000;
const $ = (id) => document.getElementById(id);

/** Only who leads gets it. */
export function mayWatch(user) {
    return user.role !== 'sales_rep';
}

export class LivePanel {
    /**
     * session: to ask with · onOpen(id) · onTakeOver(id) · onTransfer(id, queue) · onStaff(queue, agents)
     * tried(work): does it and says what went wrong.
     */
    constructor({ onOpen, onTakeOver, onTransfer, onStaff, tried }) {
        this.tried = tried;
        this.view = new LiveView({
            onOpen,
            onTransfer,
            onTakeOver: (id) => this.#then(() => onTakeOver(id)),
            onAssign: (id, userId) => this.#then(() => this.#post(`/api/conversations/${id}/assign`, { user_id: userId })),
            onStatus: (userId, status, reason) => this.#then(() => this.#post(`/api/agents/${userId}/status`, { status, reason })),
            onStaff: (queue) => onStaff(queue, this.snapshot.agents),
            onMore: () => this.#then(() => this.#more()),
        });
    }

    get isOpen() {
        return !$('live').hidden;
    }

    open(session) {
        this.session = session;
        $('live').hidden = false;
        this.refresh();
        this.timer ??= setInterval(() => this.refresh(), everyMs);
    }

    shut() {
        $('live').hidden = true;
        clearInterval(this.timer);
        this.timer = null;
        this.snapshot = null;
    }

    /** Frames come in flocks; one look at the server covers them. */
    happened() {
        if (this.isOpen) {
            this.soon ??= setTimeout(() => {
                this.soon = null;
                this.refresh();
            }, gatherMs);
        }
    }

    async refresh() {
        if (!this.isOpen) {
            return;
        }
        try {
            const [snapshot, reasons] = await Promise.all([
                this.session.call('GET', '/api/live'),
                this.reasons ?? this.session.call('GET', '/api/pause-reasons'),
            ]);
            this.reasons = reasons;
            this.snapshot = snapshot;
            this.#show();
        } catch {
            this.view.stale();  // The page's own state says that there is no connection; the next look is soon.
        }
    }

    tick() {
        if (this.isOpen) {
            this.view.tick();
        }
    }

    async #more() {
        const next = await this.session.call('GET', `/api/live?page=${encodeURIComponent(this.snapshot.next_page)}`);
        this.snapshot = { ...this.snapshot, open: [...this.snapshot.open, ...next.open], next_page: next.next_page };
        this.#show();
    }

    #show() {
        if (this.isOpen && this.snapshot) {
            this.view.show(this.snapshot, this.reasons.items, this.session.user);
        }
    }

    #then(work) {
        return this.tried(async () => {
            await work();
            if (this.isOpen) {
                this.happened();
            }
        });
    }

    #post(path, body) {
        return this.session.call('POST', path, { body });
    }
}
