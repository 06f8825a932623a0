// The middle: one conversation, what to write, its tags, and the way to its end.

import { Composer } from '../shared/composer.js';
import { h, setText, showRows } from '../shared/dom.js';
import { LogView } from '../shared/log_view.js';
import { isMine, titleOf, waitingSinceOf } from './item.js';

const $ = (id) => document.getElementById(id);
const words = {
    reply: { label: 'Reply', placeholder: 'Write to the customer', hint: 'Enter sends · Shift+Enter for a new line', button: 'Send' },
    note: { label: 'Note', placeholder: 'Write a note for your team', hint: 'The customer does not see notes', button: 'Add note' },
};

export class ThreadView {
    constructor({ onTake, onTransfer, onClose, onBack, onHandBack, onProblem }) {
        this.onProblem = onProblem;
        this.id = null;
        this.kind = 'reply';
        this.logView = new LogView({
            log: $('log'),
            newer: $('newer'),
            isMine: ({ from, kind }) => from === 'agent' || from === 'bot' || Boolean(kind),
            nameOf: (message, side) => this.#nameOf(message, side),
            onRetry: ({ id }) => this.desk.outbox.retry(id),
            onDiscard: (item) => this.#takeBack(item),
            actionOf: (message) => (message.from === 'note' ? (message.pinned ? 'Unpin' : 'Pin') : null),
            onAction: (note) => this.#try(() => this.desk.pin(this.id, note)),
        });
        this.composer = new Composer({
            form: $('composer'), text: $('text'), send: $('send'), counter: $('counter'),
            onSend: (text) => {
                this.logView.follows = true;
                this.desk.write(this.kind, this.id, text);
            },
            onTyped: () => this.kind === 'reply' && this.desk.typed(),
        });
        for (const radio of document.querySelectorAll('input[name=kind]')) {
            radio.addEventListener('change', () => this.#choose(radio.value));
        }
        $('thread-take').addEventListener('click', () => onTake(this.id));
        $('preview-take').addEventListener('click', () => onTake(this.id));
        $('thread-close').addEventListener('click', () => onClose(this.id));
        $('thread-transfer').addEventListener('click', () => onTransfer(this.id, this.desk.open.item.queue));
        $('thread-hand-back').addEventListener('click', () => onHandBack(this.id));
        $('back').addEventListener('click', onBack);
        $('tag-form').addEventListener('submit', (event) => {
            event.preventDefault();
            this.#addTag();
        });
    }

    get isAtEnd() {
        return this.logView.follows;
    }

    leave() {
        this.id = null;
    }

    open(id, desk) {
        this.desk = desk;
        if (id !== this.id) {
            this.id = id;
            this.wantsFocus = false;
            this.logView.reset();
            $('tag').value = '';
            if (id) {
                this.#choose('reply');
            }
        }
    }

    /** As soon as there is something to write in: right after a take the server's answer is still on its way. */
    focusWhenWritable() {
        this.wantsFocus = true;
        this.#focusIfWritable();
    }

    #focusIfWritable() {
        if (this.wantsFocus && !$('composer').hidden) {
            this.wantsFocus = false;
            $('text').focus();
        }
    }

    show(desk) {
        const thread = desk.open;
        const isOpen = Boolean(thread?.item) && !thread.isGone;
        $('open').hidden = !isOpen;
        $('nothing').hidden = isOpen;
        if (!isOpen) {
            setText($('nothing-text'), thread?.isGone ? (thread.isLoaded ? 'This conversation is not yours to see any more.' : 'Not allowed: this conversation is not yours to see.')
                : thread ? 'Loading…'
                : desk.isLoaded && desk.waiting.length + desk.mine.length + desk.others.length === 0 ? 'No conversations yet'
                : 'Choose a conversation');
            return;
        }
        const { item, isPreview, isClosed } = thread;
        const mine = isMine(item, desk.session.user);
        this.#showHead(desk, item, { mine, isPreview, isClosed });
        this.#showPreview(desk, item, isPreview);
        $('scroller').hidden = isPreview;
        $('composer').hidden = isPreview || isClosed || !mine;
        $('closed-line').hidden = isPreview || mine && !isClosed;
        setText($('closed-line'), isClosed
            ? `This conversation is closed${item.close_reason ? `: ${item.close_reason.replaceAll('_', ' ')}` : ''}.`
            : ['queued', 'offered'].includes(item.status) ? 'Take the conversation to answer.' : 'A colleague is answering here.');
        if (!isPreview) {
            this.logView.show({ messages: thread.entries, unsent: desk.unsentIn(this.id) });
        }
        this.#focusIfWritable();
        setText($('typing'), thread.isTyping && !isClosed ? `${titleOf(item)} is typing…` : '');
    }

    #showHead(desk, item, { mine, isPreview, isClosed }) {
        setText($('thread-title'), titleOf(item));
        const priority = item.priority && item.priority !== 'normal' ? `${item.priority} priority` : '';
        const email = item.contact?.name ? item.contact.email : '';
        setText($('thread-about'), [desk.queueTitle(item.queue), item.channel, priority, email].filter(Boolean).join(' · '));
        const leads = desk.leads;
        const isOver = isClosed || item.status === 'wrap_up';
        $('thread-take').hidden = isPreview || isOver || mine || !desk.session.may('conversation.take') || !(leads || ['queued', 'offered'].includes(item.status));
        setText($('thread-take'), item.status === 'assigned' ? 'Take over' : 'Take');
        $('thread-transfer').hidden = isPreview || isClosed || item.status === 'new' || !desk.session.may('conversation.transfer_team') || !(mine || leads);
        $('thread-close').hidden = isPreview || isClosed || !desk.session.may('conversation.close') || !(mine || leads);
        $('thread-hand-back').hidden = item.status !== 'assigned' || !(mine || leads) || !desk.session.may('conversation.hand_back');
        $('tag-row').hidden = isPreview;
        $('tag-form').hidden = isClosed || !desk.session.may('conversation.tag');
        const tags = (item.tags ?? []).map((tag) => ({ key: tag }));
        showRows($('tags'), tags, ({ key }) => h('li', {}, key, h('button', { class: 'bare', type: 'button',
            'aria-label': `Take away the tag ${key}`, onclick: () => this.#try(() => this.desk.untag(this.id, key)) }, '×')));
        const pinned = isPreview ? [] : (item.notes ?? []).filter((note) => note.pinned).map((note) => ({ key: note.id, note }));
        showRows($('pinned'), pinned, ({ note }) => h('li', {}, h('span', {}, note.text),
            h('button', { class: 'linkish', type: 'button', onclick: () => this.#try(() => this.desk.pin(this.id, note)) }, 'Unpin')));
        $('pinned').hidden = pinned.length === 0;
    }

    async #try(work) {
        try {
            await work();
        } catch (problem) {
            this.onProblem(problem);
        }
    }

    #showPreview(desk, item, isPreview) {
        $('preview').hidden = !isPreview;
        setText($('preview-line'), item.first_line ? `“${item.first_line}”` : 'No message yet');
        $('preview-waiting').dataset.since = waitingSinceOf(item) ?? '';
        setText($('preview-queue'), desk.queueTitle(item.queue));
        setText($('preview-channel'), item.channel ?? '');
    }

    #nameOf(message, side) {
        if (message.from === 'bot') {
            return 'Assistant';
        }
        if (message.from === 'customer') {
            return message.author || titleOf(this.desk.open.item);
        }
        const isNote = side === 'note' || message.kind === 'note';
        const author = message.author || 'You';
        return isNote ? `Note · ${author}` : author;
    }

    #choose(kind) {
        this.kind = kind;
        document.querySelector(`input[name=kind][value=${kind}]`).checked = true;
        $('composer').dataset.kind = kind;
        setText($('text-label'), words[kind].label);
        $('text').placeholder = words[kind].placeholder;
        setText($('hint'), words[kind].hint);
        setText($('send'), words[kind].button);
        this.composer.open(this.desk.draftKey(this.id, kind));
    }

    #takeBack(item) {
        this.desk.outbox.remove(item.id);
        this.#choose(item.kind);
        this.composer.append(item.text);
        this.focusWhenWritable();
    }

    async #addTag() {
        const tag = $('tag').value.trim();
        if (tag) {
            await this.#try(async () => {
                await this.desk.tag(this.id, tag);
                $('tag').value = '';
            });
        }
    }
}
