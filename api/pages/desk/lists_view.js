// The left side: who waits, whom I am talking to, and for those who may see it, what colleagues have.

import { h, setText, showRows } from '../shared/dom.js';
import { clockText, waitingText } from '../shared/times.js';
import { idOf, titleOf, waitingSinceOf } from './item.js';

const longMs = 2 * 60_000;
const tooLongMs = 5 * 60_000;
const $ = (id) => document.getElementById(id);

export class ListsView {
    constructor({ onOpen, onTake, onAssign }) {
        this.onOpen = onOpen;
        this.onTake = onTake;
        this.onAssign = onAssign;
        $('waiting-queue').addEventListener('change', () => this.show(this.desk));
    }

    show(desk) {
        this.desk = desk;
        showQueues($('waiting-queue'), desk.queues);
        const queue = $('waiting-queue').value;
        this.#list('waiting', desk.waiting.filter((item) => !queue || item.queue === queue), desk, (item) => this.#makeWaiting(item), updateWaiting);
        this.#list('mine', desk.mine, desk, (item) => this.#makeTaken(item), updateTaken);
        this.#list('others', desk.others, desk, (item) => this.#makeTaken(item), updateTaken);
        $('waiting-empty').hidden = !desk.isLoaded || desk.waiting.length > 0;
        $('mine-empty').hidden = !desk.isLoaded || desk.mine.length > 0;
        $('others-section').hidden = desk.others.length === 0;
        $('not-whole').hidden = desk.isWhole !== false;
        this.tick();
    }

    /** Lets the waiting times count. */
    tick() {
        for (const element of document.querySelectorAll('[data-since]')) {
            setText(element, waitingText(element.dataset.since));
            const waitedMs = Date.now() - Date.parse(element.dataset.since);
            element.dataset.wait = waitedMs > tooLongMs ? 'too-long' : waitedMs > longMs ? 'long' : '';
        }
    }

    #list(id, items, desk, make, update) {
        const rows = items.map((item) => ({ key: idOf(item), item }));
        showRows($(id), rows, (row) => make(row.item), (element, row) => {
            element.classList.toggle('chosen', idOf(row.item) === desk.openId);
            element.querySelector('.row').setAttribute('aria-current', String(idOf(row.item) === desk.openId));
            update(element, row.item, desk);
            showColleagues(element.querySelector('.assign'), row.item, desk);
        });
        setText($(`${id}-count`), items.length ? String(items.length) : '');
    }

    #makeWaiting(item) {
        return h('li', {},
            h('button', { class: 'row bare', type: 'button', onclick: () => this.onOpen(idOf(item)) },
                h('span', { class: 'line' }, h('span', { class: 'queue' }), h('span', { class: 'priority' }),
                    h('span', { class: 'wait', title: 'Waiting' })),
                h('span', { class: 'first-line' })),
            h('button', { class: 'take small', type: 'button', onclick: () => this.onTake(idOf(item)) }, 'Take'),
            this.#makeAssign(item));
    }

    /** Two clicks: it opens, and names the colleague. */
    #makeAssign(item) {
        const select = h('select', { class: 'assign', hidden: true, onchange: () => {
            this.onAssign(idOf(item), select.value);
            select.value = '';
        } });
        return select;
    }

    #makeTaken(item) {
        return h('li', {},
            h('button', { class: 'row bare', type: 'button', onclick: () => this.onOpen(idOf(item)) },
                h('span', { class: 'line' }, h('span', { class: 'name' }), h('span', { class: 'unread' }),
                    h('span', { class: 'when' })),
                h('span', { class: 'first-line' })),
            this.#makeAssign(item));
    }
}

function showQueues(select, queues) {
    const key = JSON.stringify([...queues.values()].map(({ key: name, title }) => [name, title]));
    select.hidden = queues.size < 2;
    if (select.dataset.key !== key) {
        const chosen = select.value;
        select.dataset.key = key;
        select.replaceChildren(h('option', { value: '' }, 'All my queues'),
            ...[...queues.values()].map(({ key: name, title }) => h('option', { value: name }, title)));
        select.value = queues.has(chosen) ? chosen : '';
    }
}

function showColleagues(select, item, desk) {
    const colleagues = desk.leads ? desk.colleaguesFor(item) : [];
    const key = colleagues.map(({ userId }) => userId).join();
    select.hidden = colleagues.length === 0;
    if (select.dataset.key !== key) {
        select.dataset.key = key;
        select.setAttribute('aria-label', `Assign: ${titleOf(item)}`);
        select.replaceChildren(h('option', { value: '' }, 'Assign…'),
            ...colleagues.map(({ userId, name }) => h('option', { value: userId }, name)));
    }
}

function updateWaiting(element, item, desk) {
    const [row, take] = element.children;
    const firstLine = item.first_line || desk.threads.get(idOf(item))?.last?.text || 'No message yet';
    setText(row.querySelector('.queue'), desk.queueTitle(item.queue));
    const isUsual = !item.priority || item.priority === 'normal';
    row.querySelector('.priority').dataset.priority = item.priority ?? '';
    setText(row.querySelector('.priority'), isUsual ? '' : item.priority);
    row.querySelector('.wait').dataset.since = waitingSinceOf(item) ?? '';
    setText(row.querySelector('.first-line'), firstLine);
    take.setAttribute('aria-label', `Take: ${firstLine}`);
}

function updateTaken(element, item, desk) {
    const unread = desk.unreadIn(idOf(item));
    const last = desk.threads.get(idOf(item))?.last;
    setText(element.querySelector('.name'), titleOf(item));
    setText(element.querySelector('.unread'), unread ? String(unread) : '');
    element.querySelector('.unread').setAttribute('aria-label', unread ? `${unread} unread` : '');
    element.classList.toggle('is-unread', unread > 0);
    setText(element.querySelector('.when'), clockText(last?.at ?? item.updated_at));
    setText(element.querySelector('.first-line'),
        last ? `${last.from === 'agent' ? 'You: ' : ''}${last.text}` : item.first_line || desk.queueTitle(item.queue));
}
