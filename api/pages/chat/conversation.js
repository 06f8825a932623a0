// One conversation as the visitor lives it: its messages, what is still on the way, who is speaking, whether it is over.
// Knows nothing of the page; `onChange` says that something is worth drawing again.

import { freshId, socketUrl } from '../shared/api.js';
import { Live } from '../shared/live.js';
import { Outbox } from '../shared/outbox.js';
import { Timeline } from '../shared/timeline.js';
import { askForHuman, fetchMessages, leave, markDelivered, markRead, sendMessage } from './visitor.js';

const typingShownMs = 6_000;
const typingEveryMs = 3_000;

/** The server knows the conversation no more: the token ran out, or the store is another one. */
const lostStatus = [401, 403, 404];

export class Conversation {
    /** onChange(): draw again · onUndelivered(text): the server will never take this; keep it for the visitor. */
    constructor(visit, { onChange, onUndelivered }) {
        Object.assign(this, { visit, onChange, onUndelivered });
        this.timeline = new Timeline();
        this.connection = 'connecting';
        this.isLoaded = false;
        this.isLost = false;
        this.isTyping = false;
        this.outbox = new Outbox({
            key: `${visit.key}.unsent.${visit.conversationId}`,
            deliver: (item) => this.#deliver(item),
            onRefused: (item, problem) => this.#refused(item, problem),
            onChange,
        });
        this.live = new Live({
            url: () => socketUrl('/ws/chat', visit.token),
            sync: () => this.#sync(),
            onFrame: (frame) => this.#take(frame),
            onState: (state) => this.#become(state),
            onRefused: () => this.#lose(),
        });
    }

    start() {
        this.#sync().catch(() => {});  // The connection's state tells; Live keeps trying.
        this.live.start();
        this.outbox.flush();
    }

    stop() {
        this.live.stop();
        this.outbox.stop();
        clearTimeout(this.typingTimer);
    }

    get messages() {
        return this.timeline.messages;
    }

    get unsent() {
        return this.outbox.items.filter((item) => item.text !== undefined);
    }

    /** Closed by the other side. A survey may still be answered, so writing stays possible until the server refuses. */
    get isClosed() {
        return Boolean(this.visit.state?.isClosed);
    }

    get isEnded() {
        return this.isLost || Boolean(this.visit.state?.isEnded);
    }

    get agentName() {
        return this.visit.state?.agentName ?? null;
    }

    /** 'none', 'asking' or 'asked' */
    get humanRequest() {
        if (this.outbox.items.some((item) => item.wantsHuman && !item.failed)) {
            return 'asking';
        }
        return this.visit.state?.askedForHuman ? 'asked' : 'none';
    }

    /** The message whose options still wait for an answer, if any. */
    get openOptionsOf() {
        if (this.isEnded || this.unsent.some((item) => !item.failed)) {
            return null;
        }
        const messages = this.messages;
        const asked = messages.findLastIndex((message) => message.options?.length > 0);
        const isAnswered = messages.slice(asked + 1).some(({ from }) => from === 'customer' || from === 'agent');
        return asked >= 0 && !isAnswered ? messages[asked].id : null;
    }

    say(text) {
        this.outbox.add({ id: freshId(), text, at: new Date().toISOString() });
    }

    requestHuman() {
        if (this.humanRequest === 'none') {
            this.outbox.items.filter((item) => item.wantsHuman).forEach((item) => this.outbox.remove(item.id));
            this.outbox.add({ id: freshId(), wantsHuman: true });
        }
    }

    /** Throws the Problem when the server cannot be told. */
    async end() {
        await leave(this.visit.state);
        this.visit.change({ isClosed: true });
        this.onChange();
    }

    typed() {
        const now = Date.now();
        if (now - (this.typedAt ?? 0) > typingEveryMs && this.live.send({ type: 'typing' })) {
            this.typedAt = now;
        }
    }

    /** What the visitor has not seen: how many messages of the other side came after the last one he saw. */
    get unreadCount() {
        const readCursor = this.visit.state?.readCursor ?? null;
        const messages = this.messages;
        const read = messages.findIndex((message) => message.cursor === readCursor);
        return messages.slice(read + 1).filter(({ from }) => from === 'bot' || from === 'agent').length;
    }

    seen() {
        const last = this.messages.findLast(({ from }) => from !== 'customer');
        if (this.isLost || !last || last.cursor === this.visit.state?.readCursor) {
            return;
        }
        this.visit.change({ readCursor: last.cursor, deliveredCursor: last.cursor });
        markRead(this.visit.state, last.cursor).catch(() => {});  // The next message's cursor covers this one.
        this.onChange();
    }

    /** They are here, and nobody looks. */
    arrived() {
        const last = this.messages.findLast(({ from }) => from !== 'customer');
        if (!this.isLost && last && last.cursor !== this.visit.state?.deliveredCursor) {
            this.visit.change({ deliveredCursor: last.cursor });
            markDelivered(this.visit.state, last.cursor).catch(() => {});  // What is read later, or comes later, covers this one.
        }
    }

    async #deliver(item) {
        try {
            if (item.wantsHuman) {
                await askForHuman(this.visit.state);
                this.visit.change({ askedForHuman: true });
            } else {
                await sendMessage(this.visit.state, item);
                this.#keepUntilSeen(item);
            }
        } catch (problem) {
            if (lostStatus.includes(problem.status)) {
                this.#lose();
            }
            throw problem;
        }
    }

    /** The server has it; its copy, with the row's cursor, takes this one's place when it arrives. */
    #keepUntilSeen(item) {
        if (!this.timeline.has(item.id)) {
            const after = this.timeline.last?.cursor ?? '';
            this.timeline.merge([{ ...item, from: 'customer', status: 'sent', cursor: after }]);
            if (this.connection !== 'live') {
                this.#sync().catch(() => {});
            }
        }
    }

    #refused(item, problem) {
        if (problem.code === 'conversation.closed') {
            if (item.text) {
                this.onUndelivered(item.text);
            }
            this.visit.change({ isClosed: true, isEnded: true });
        }
        return problem.code === 'conversation.closed';
    }

    async #sync() {
        try {
            await this.timeline.catchUp(async (after) => {
                const page = await fetchMessages(this.visit.state, after);
                if (page?.status === 'closed') {
                    this.visit.change({ isClosed: true });
                }
                return page;
            });
            this.isLoaded = true;
            this.#noticeAgent(this.messages.findLast(({ from }) => from === 'agent')?.author);
            this.outbox.flush();
            this.onChange();
        } catch (problem) {
            if (lostStatus.includes(problem.status)) {
                this.#lose();
                return;
            }
            throw problem;
        }
    }

    #take(frame) {
        if (frame.message) {
            this.timeline.merge([frame.message]);
            if (frame.message.from === 'agent') {
                this.isTyping = false;
                this.#noticeAgent(frame.message.author);
            }
        }
        if (frame.type === 'message.read' || frame.type === 'message.delivered') {
            this.timeline.markFrom(frame);
        } else if (frame.type === 'conversation.assigned') {
            this.#noticeAgent(frame.agent_name ?? frame.agent?.name ?? frame.author ?? 'A colleague');
        } else if (frame.type === 'conversation.closed') {
            this.visit.change({ isClosed: true });
            this.isTyping = false;
        } else if (frame.type === 'typing' && frame.from !== 'customer') {
            this.#showTyping();
        }
        this.onChange();
    }

    #noticeAgent(name) {
        if (typeof name === 'string' && name && name !== this.agentName) {
            this.visit.change({ agentName: name });
        }
    }

    #showTyping() {
        this.isTyping = true;
        clearTimeout(this.typingTimer);
        this.typingTimer = setTimeout(() => {
            this.isTyping = false;
            this.onChange();
        }, typingShownMs);
    }

    #become(state) {
        this.connection = state;
        if (state === 'live' || state === 'polling') {
            this.outbox.attempt = 0;
            this.outbox.flush();
        }
        this.onChange();
    }

    #lose() {
        this.isLost = true;
        this.stop();
        for (const { id, text } of this.unsent) {
            this.outbox.remove(id);
            this.onUndelivered(text);
        }
        this.onChange();
    }
}
