// Finds conversations by words, status and tag, and does one thing to many of them: each on its own, and what could not be
// done is said.

import { h, setText, showRows } from '../shared/dom.js';
import { idOf, titleOf } from './item.js';

const $ = (id) => document.getElementById(id);

export class FindView {
    #items = [];
    #chosen = new Set();
    #isWhole = true;
    #hasAsked = false;

    constructor({ onOpen, onClose, onProblem }) {
        Object.assign(this, { onOpen, onProblem });
        $('find-form').addEventListener('submit', (event) => {
            event.preventDefault();
            this.#find();
        });
        $('bulk-close').addEventListener('click', () => onClose([...this.#chosen]));
        $('bulk').addEventListener('submit', (event) => {
            event.preventDefault();
            const tag = $('bulk-tag').value.trim();
            if (tag) {
                $('bulk-tag').value = '';
                this.do({ action: 'tag', tag }).catch((problem) => onProblem(problem.sentence));
            }
        });
    }

    enter(desk) {
        this.desk = desk;
        this.#items = [];
        this.#chosen.clear();
        this.#hasAsked = false;
        this.#offerTags();
    }

    /** To all that are chosen; throws the Problem when nothing was tried. */
    async do(what) {
        const { items } = await this.desk.session.call('POST', '/api/conversations/bulk', { body: { ids: [...this.#chosen], ...what } });
        const failed = items.filter(({ status }) => status >= 400);
        this.#chosen = new Set(failed.map(({ id }) => id));
        const done = items.length - failed.length;
        this.onProblem(failed.length === 0 ? `${done} done.` : `${done} done, ${failed.length} not: ${failed[0].detail}`);
        await Promise.all([this.#find(), this.desk.refresh()]);
    }

    show() {
        showRows($('found'), this.#items.map((item) => ({ key: idOf(item), item })), (row) => this.#make(row.item),
            (element, { item }) => {
                const [box, row] = element.children;
                box.hidden = Boolean(item.preview);
                box.checked = this.#chosen.has(idOf(item));
                box.setAttribute('aria-label', `Choose: ${titleOf(item)}`);
                element.classList.toggle('chosen', idOf(item) === this.desk.openId);
                setText(row.querySelector('.name'), titleOf(item));
                setText(row.querySelector('.when'), item.agent_name ?? item.status);
                setText(row.querySelector('.first-line'), item.first_line || 'No message yet');
            });
        setText($('found-count'), this.#items.length ? String(this.#items.length) : '');
        $('bulk').hidden = this.#chosen.size === 0;
        setText($('bulk-count'), `${this.#chosen.size} chosen`);
        $('found-word').hidden = !this.#hasAsked || (this.#items.length > 0 && this.#isWhole);
        setText($('found-word'), this.#items.length === 0 ? 'Nothing found.' : 'There are more: say more words.');
    }

    #make(item) {
        const id = idOf(item);
        return h('li', {},
            h('input', { type: 'checkbox', onchange: ({ target }) => this.#choose(id, target.checked) }),
            h('button', { class: 'row bare', type: 'button', onclick: () => this.onOpen(id) },
                h('span', { class: 'line' }, h('span', { class: 'name' }), h('span', { class: 'when' })),
                h('span', { class: 'first-line' })));
    }

    #choose(id, isChosen) {
        this.#chosen[isChosen ? 'add' : 'delete'](id);
        this.show();
    }

    async #find() {
        const [q, status, tag] = ['find-text', 'find-status', 'find-tag'].map((id) => $(id).value.trim());
        const query = new URLSearchParams({ ...(q && { q }), ...(status && { status }), ...(tag && { tag }) });
        try {
            const { items, cursor } = await this.desk.session.call('GET', `/api/conversations?${query}`);
            this.#items = status ? items : items.filter((item) => item.status !== 'closed');
            this.#isWhole = !cursor;
            this.#hasAsked = true;
            const found = new Set(this.#items.map(idOf));
            this.#chosen = new Set([...this.#chosen].filter((id) => found.has(id)));
        } catch (problem) {
            this.onProblem(problem.sentence);
        }
        this.show();
    }

    async #offerTags() {
        try {
            const { items } = await this.desk.session.call('GET', '/api/tags');
            $('tag-choices').replaceChildren(...items.map(({ name }) => h('option', { value: name })));
        } catch {
            // Without suggestions one types the whole word.
        }
    }
}
