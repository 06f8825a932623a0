// Everything the desk page shows, kept up to date: the lists, the open thread, what is on its way, what is unread.
// Knows nothing of the page; `onChange` says that something is worth drawing again.

import { allPages, freshId, socketUrl } from '../shared/api.js';
import { Live } from '../shared/live.js';
import { Outbox } from '../shared/outbox.js';
import { byUrgency, idOf, isMine } from './item.js';
import { Thread } from './thread.js';

const gatherMs = 120;
const typingEveryMs = 3_000;

export class DeskModel {
    constructor(session, onChange) {
        this.session = session;
        this.onChange = onChange;
        this.key = `millrace.desk.${session.user.userId}`;
        this.connection = 'connecting';
        this.isLoaded = false;
        this.queues = new Map();
        this.me = null;  // my status, for those who are offered work
        this.pauseReasons = [];
        this.offers = [];
        this.waiting = [];
        this.mine = [];
        this.others = [];
        this.threads = new Map();
        this.openId = null;
        this.outbox = new Outbox({ key: `${this.key}.unsent`, deliver: (item) => this.#deliver(item), onChange });
        this.live = new Live({
            url: () => socketUrl('/ws', session.token),
            sync: () => this.refresh(),
            onHello: () => this.#subscribe(),
            onFrame: (frame) => this.#take(frame),
            onState: (state) => this.#become(state),
            onRefused: () => session.expire(),
        });
    }

    start() {
        this.refresh().catch(() => {});  // The connection's state tells; Live keeps trying.
        this.live.start();
        this.outbox.flush();
    }

    stop() {
        this.live.stop();
        this.outbox.stop();
        clearTimeout(this.refreshTimer);
    }

    get open() {
        return this.threads.get(this.openId) ?? null;
    }

    queueTitle(key) {
        return this.queues.get(key)?.title ?? key ?? '';
    }

    draftKey(id, kind) {
        return `${this.key}.draft.${id}.${kind}`;
    }

    unsentIn(id) {
        return this.outbox.items.filter((item) => item.conversationId === id);
    }

    unreadIn(id) {
        const thread = this.threads.get(id);
        return thread?.isLoaded ? thread.unread : this.mine.find((item) => idOf(item) === id)?.unread ?? 0;
    }

    /** The agent looks at this conversation's end. */
    seen(id) {
        const thread = this.threads.get(id);
        if (thread?.item && isMine(thread.item, this.session.user) && thread.seen()) {
            this.onChange();
        }
    }

    get leads() {
        return this.session.may('conversation.read_team');
    }

    show(id) {
        this.openId = id;
        if (id) {
            this.#thread(id).refresh().catch(() => {});
        }
        this.onChange();
    }

    /** Throws the Problem when somebody else was faster. */
    async take(id) {
        try {
            await this.session.call('POST', `${this.#thread(id).path}/take`, { body: {} });
        } finally {
            this.refresh().catch(() => {});
        }
    }

    write(kind, conversationId, text) {
        this.outbox.add({ id: freshId(), kind, conversationId, text, at: new Date().toISOString() });
    }

    /** Any change to one conversation; throws the Problem. */
    async change(id, method, what, body) {
        await this.session.call(method, `${this.#thread(id).path}/${what}`, body === undefined ? {} : { body });
        await Promise.all([this.refresh(), this.#thread(id).refresh()]);
    }

    tag(id, tag) {
        return this.change(id, 'POST', 'tags', { tag });
    }

    untag(id, tag) {
        return this.change(id, 'DELETE', `tags/${encodeURIComponent(tag)}`);
    }

    pin(id, note) {
        return this.change(id, 'POST', `notes/${note.id}/${note.pinned ? 'unpin' : 'pin'}`, {});
    }

    handBack(id) {
        return this.change(id, 'POST', 'hand_back', {});
    }

    assign(id, userId) {
        return this.change(id, 'POST', 'assign', { user_id: userId });
    }

    close(id, reason) {
        return this.change(id, 'POST', 'close', { reason });
    }

    /** To whom I may give what is in this queue: members of its team who serve customers, and myself. */
    colleaguesFor(item) {
        const team = this.teams?.find(({ id }) => id === this.queues.get(item.queue)?.team);
        return (team?.members ?? []).filter(({ userId, role }) =>
            userId !== item.agent_id && (userId === this.session.user.userId || ['sales_rep', 'team_lead'].includes(role)));
    }

    async answerOffer(id, answer) {
        try {
            await this.session.call('POST', `${this.#thread(id).path}/${answer}`, { body: {} });
        } finally {
            await this.refresh().catch(() => {});
        }
    }

    /** From whoever has it, for who leads his team. */
    takeOver(id) {
        return this.assign(id, this.session.user.userId);
    }

    transfer(id, queue) {
        return this.change(id, 'POST', 'transfer', { queue });
    }

    /** Every queue but this one, to hand a conversation on to. */
    async otherQueues(queue) {
        const { items } = await this.session.call('GET', '/api/queues?all=1');
        return items.filter(({ key }) => key !== queue);
    }

    /** Who works in a queue just now. */
    async staffOf(queue) {
        return (await this.session.call('GET', `/api/queues/${encodeURIComponent(queue)}/agents`)).items;
    }

    async staff(queue, change) {
        await this.session.call('PUT', `/api/queues/${encodeURIComponent(queue)}/agents`, { body: change });
    }

    async setStatus(status, reason) {
        this.me = await this.session.call('POST', '/api/agents/me/status', { body: reason ? { status, reason } : { status } });
        this.onChange();
        await this.refresh();
    }

    typed() {
        const now = Date.now();
        if (now - (this.typedAt ?? 0) > typingEveryMs &&
            this.live.send({ type: 'typing', conversation_id: this.openId })) {
            this.typedAt = now;
        }
    }

    async refresh() {
        const path = '/api/conversations?status=';
        const token = this.session.token;
        const isRouted = ['sales_rep', 'team_lead'].includes(this.session.user.role) && this.session.may('agent.status');
        const [queues, queued, assigned, offered, me, reasons, teams] = await Promise.all([
            this.session.call('GET', '/api/queues'),
            allPages(`${path}queued`, { token }),
            allPages(`${path}assigned`, { token }),
            allPages(`${path}offered`, { token }),
            isRouted ? this.session.call('GET', '/api/agents/me') : null,
            isRouted ? this.session.call('GET', '/api/pause-reasons') : null,
            this.session.may('conversation.assign') ? this.session.call('GET', '/api/teams') : null,
        ]);
        this.teams = teams?.items ?? [];
        this.me = me;
        this.pauseReasons = reasons?.items ?? [];
        this.offers = offered.items.filter((item) => item.offered_to === this.session.user.userId);
        const hadQueues = [...this.queues.keys()].join();
        this.queues = new Map((queues?.items ?? []).map((queue) => [queue.key, queue]));
        // Who leads sees what somebody else is asked to take among what waits: he may step in.
        const withOthers = offered.items.filter((item) => item.offered_to !== this.session.user.userId && !item.preview);
        this.waiting = [...queued.items, ...withOthers].sort(byUrgency);
        this.isWhole = queued.isWhole && assigned.isWhole;
        this.mine = assigned.items.filter((item) => isMine(item, this.session.user));
        this.others = assigned.items.filter((item) => !isMine(item, this.session.user));
        this.isLoaded = true;
        if ([...this.queues.keys()].join() !== hadQueues) {
            this.#subscribe();
        }
        this.onChange();
        await this.#refreshThreads();
        this.outbox.flush();
    }

    async #refreshThreads() {
        const wanted = new Set(this.mine.map(idOf));
        if (this.openId) {
            wanted.add(this.openId);
        }
        for (const id of this.threads.keys()) {
            if (!wanted.has(id)) {
                this.threads.delete(id);
            }
        }
        await Promise.all([...wanted].map((id) => this.#thread(id).refresh()));
    }

    #thread(id) {
        if (!this.threads.has(id)) {
            const thread = new Thread(this.session, id, this.onChange);
            thread.item = [...this.waiting, ...this.mine, ...this.others].find((item) => idOf(item) === id) ?? null;
            this.threads.set(id, thread);
        }
        return this.threads.get(id);
    }

    async #deliver(item) {
        const thread = this.#thread(item.conversationId);
        const path = `${thread.path}/${item.kind === 'note' ? 'notes' : 'messages'}`;
        await this.session.call('POST', path, { body: { text: item.text }, headers: { 'idempotency-key': item.id } });
        await thread.refresh().catch(() => {});  // So that the server's copy stands there before ours goes.
    }

    #subscribe() {
        const { userId, teamIds } = this.session.user;
        const queues = [...this.queues.keys()].map((key) => `queue:${key}`);
        const teams = !this.session.may('conversation.read_team') ? [] : (teamIds ?? []).map((id) => `team:${id}`);
        this.live.send({ type: 'subscribe', topics: [`rep:${userId}`, ...queues, ...teams] });
    }

    #take(frame) {
        this.onFrame?.(frame);
        const thread = this.threads.get(frame.conversation_id);
        if (frame.type === 'typing') {
            thread?.showTyping();
        } else if (frame.type === 'error') {
            console.warn(`${frame.code}: ${frame.message}`);  // A topic we may not join, say; asking goes on all the same.
        } else if (frame.type === 'message.delivered' || (frame.type === 'message.read' && frame.by !== 'agent')) {
            thread?.timeline.markFrom(frame);
        } else if (frame.message && thread) {
            thread.add(frame.message);
        } else {
            this.#refreshSoon();  // Also on `subscribed`: what happened just before it was in no frame.
        }
        this.onChange();
    }

    /** Frames come in flocks; one look at the server covers them. */
    #refreshSoon() {
        this.refreshTimer ??= setTimeout(() => {
            this.refreshTimer = null;
            this.refresh().catch(() => {});
        }, gatherMs);
    }

    #become(state) {
        this.connection = state;
        if (state === 'live' || state === 'polling') {
            this.outbox.attempt = 0;
            this.outbox.flush();
        }
        this.onChange();
    }
}
