// Draws a conversation's messages. The chat page and the desk differ only in whose side is "mine" and in what
// the author line says.

import { h, linked, setText, showRows } from './dom.js';
import { clockText, dayText, wholeText } from './times.js';

const groupMs = 5 * 60_000;
const nearEndPx = 60;

export class LogView {
    /**
     * log: the scrolling element · newer: the button that leads back to its end
     * isMine(message) · nameOf(message) · onOption(message, option) · onRetry(item) · onDiscard(item)
     * actionOf(message): null, or the word of a button beside the message, and what it does · onAction(message)
     */
    constructor({ log, newer, isMine, nameOf, onOption = () => {}, onRetry, onDiscard, actionOf = () => null, onAction = () => {} }) {
        Object.assign(this, { log, newer, isMine, nameOf, onOption, onRetry, onDiscard, actionOf, onAction });
        this.follows = true;
        log.addEventListener('scroll', () => this.#noticeScroll());
        newer.addEventListener('click', () => this.scrollToEnd());
        new ResizeObserver(() => this.follows && this.scrollToEnd()).observe(log);
    }

    /** messages: the server's, in order · unsent: the outbox's items · openOptionsOf: the id of the message whose options may be clicked. */
    show({ messages, unsent = [], openOptionsOf = null }) {
        const hadMessages = this.log.childElementCount > 0;
        const lengthBefore = this.length ?? 0;
        const rows = this.#rows(messages, unsent, openOptionsOf);
        showRows(this.log, rows, (row) => this.#make(row), (element, row) => this.#update(element, row));
        this.length = messages.length + unsent.length;
        if (this.follows) {
            this.scrollToEnd();
        } else if (hadMessages && this.length > lengthBefore) {
            this.newer.hidden = false;
        }
    }

    /** Another conversation comes. */
    reset() {
        showRows(this.log, [], () => null);
        this.length = 0;
        this.follows = true;
        this.newer.hidden = true;
    }

    scrollToEnd() {
        this.follows = true;
        this.newer.hidden = true;
        this.log.scrollTop = this.log.scrollHeight;
    }

    #noticeScroll() {
        this.follows = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < nearEndPx;
        if (this.follows) {
            this.newer.hidden = true;
        }
    }

    #rows(messages, unsent, openOptionsOf) {
        const known = new Set(messages.map((message) => message.id));
        const all = [
            ...messages.map((message) => ({ message, side: this.#sideOf(message) })),
            ...unsent.filter((item) => !known.has(item.id)).map((item) => ({ message: item, item, side: item.kind === 'note' ? 'note' : 'mine' })),
        ];
        const rows = [];
        let today = '';
        all.forEach((row, index) => {
            const label = dayText(row.message.at);
            if (label !== today) {
                today = label;
                rows.push({ key: `day ${label}`, day: label });
            }
            const opens = !belongTogether(all[index - 1], row) || rows.at(-1).day !== undefined;
            const closes = !belongTogether(row, all[index + 1]);
            const answer = all.slice(index + 1).find((later) => later.message.from === 'customer' || later.item && !later.item.failed);
            rows.push({ ...row, key: row.message.id, opens, closes, answer, mayAnswer: row.message.id === openOptionsOf });
        });
        return rows;
    }

    #sideOf(message) {
        if (message.from === 'system' || message.from === 'note') {
            return message.from;
        }
        return this.isMine(message) ? 'mine' : 'theirs';
    }

    #make(row) {
        if (row.day !== undefined) {
            return h('div', { class: 'day' }, row.day);
        }
        const { message } = row;
        const element = h('div', {});
        element.who = h('div', { class: 'who' });
        const isOurs = message.from === 'bot' || message.from === 'agent';
        element.text = h('div', { class: 'text' }, ...(isOurs ? linked(message.text) : [message.text]));
        element.about = h('div', { class: 'about' });
        element.append(element.who, element.text);
        if (message.options?.length) {
            element.options = h('div', { class: 'options', role: 'group', 'aria-label': 'Answers to choose from' },
                message.options.map((option) => h('button', { type: 'button', 'data-value': option.value,
                    onclick: () => this.onOption(message, option) }, option.label)));
            element.append(element.options);
        }
        element.append(element.about);
        return element;
    }

    #update(element, row) {
        if (row.day !== undefined) {
            return;
        }
        const { message, item, side, opens, closes } = row;
        element.className = ['message', side, `from-${message.from ?? 'us'}`, opens && 'opens', closes && 'closes',
            item && (item.failed ? 'failed' : 'waiting')].filter(Boolean).join(' ');
        const name = side === 'system' ? '' : this.nameOf(message, side);
        element.who.hidden = !opens || !name;
        setText(element.who, name);
        element.about.title = wholeText(message.at);
        if (item?.failed) {
            this.#offerRetry(element.about, item);
        } else {
            delete element.about.dataset.failed;
            const about = aboutText(message, item, side);
            element.about.hidden = !about || !(closes || item);
            const action = item ? null : this.actionOf(message);
            if (action) {
                this.#offerAction(element.about, about, action, message);
            } else {
                delete element.about.dataset.action;
                setText(element.about, about);
            }
        }
        for (const [index, button] of [...(element.options?.children ?? [])].entries()) {
            button.disabled = !row.mayAnswer;
            button.setAttribute('aria-pressed', String(row.answer?.message.text === message.options[index].label));
        }
    }

    #offerAction(about, text, action, message) {
        about.message = message;
        if (about.dataset.action !== `${text} ${action}`) {
            about.dataset.action = `${text} ${action}`;
            about.replaceChildren(text,
                h('button', { type: 'button', class: 'linkish', onclick: () => this.onAction(about.message) }, action));
        }
    }

    #offerRetry(about, item) {
        if (about.dataset.failed !== item.failed) {
            about.dataset.failed = item.failed;
            about.hidden = false;
            about.replaceChildren(`Not sent: ${item.failed}`,
                h('button', { type: 'button', class: 'linkish', onclick: () => this.onRetry(item) }, 'Try again'),
                h('button', { type: 'button', class: 'linkish', onclick: () => this.onDiscard(item) }, 'Edit'));
        }
    }
}

function belongTogether(one, other) {
    return Boolean(one && other) && one.side === other.side && one.side !== 'system' && one.side !== 'note' &&
        one.message.from === other.message.from && one.message.author === other.message.author && !one.message.options?.length &&
        Math.abs(Date.parse(other.message.at) - Date.parse(one.message.at)) < groupMs;
}

function aboutText(message, item, side) {
    if (item) {
        return 'Sending…';
    }
    if (side === 'system') {
        return '';
    }
    const words = { failed: 'Not delivered', sent: '✓ Sent', delivered: '✓✓ Delivered', read: '✓✓ Read' };
    const status = side === 'mine' ? words[message.status] : undefined;
    return [clockText(message.at), status].filter(Boolean).join(' · ');
}
