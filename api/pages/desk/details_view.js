// What is known of the conversation beside its messages: the org's own fields, and what its customer came for before.
// Asked for when somebody opens it.

import { h, setText, showRows } from '../shared/dom.js';
import { dayText } from '../shared/times.js';

const $ = (id) => document.getElementById(id);

export class DetailsView {
    #definitions = [];
    #earlier = [];
    #key = '';

    constructor({ onOpen, onProblem }) {
        Object.assign(this, { onOpen, onProblem });
        $('details').addEventListener('toggle', () => this.desk && this.show(this.desk));
    }

    show(desk) {
        this.desk = desk;
        const item = desk.open?.item;
        $('details').hidden = !item || Boolean(item.preview);
        if (!item || item.preview || !$('details').open) {
            this.#key = '';
            return;
        }
        const key = `${desk.openId} ${item.status} ${JSON.stringify(item.fields)}`;
        if (key !== this.#key) {
            this.#key = key;
            this.#load(desk, item, key).catch((problem) => this.onProblem(problem));
        }
    }

    async #load(desk, item, key) {
        const [fields, history] = await Promise.all([
            desk.session.call('GET', '/api/fields'),
            desk.session.call('GET', `/api/contacts/${item.contact_id}/conversations`),
        ]);
        if (key !== this.#key) {
            return;  // another one is open by now
        }
        this.#definitions = fields.items.filter(({ on }) => (on ?? 'conversation') === 'conversation');
        this.#earlier = history.items.filter((each) => each.conversation_id !== item.conversation_id);
        this.#showFields(desk, item);
        this.#showHistory();
    }

    #showFields(desk, item) {
        const defined = new Set(this.#definitions.map(({ key }) => key));
        const rows = [
            ...this.#definitions.map((field) => ({ key: `${item.conversation_id} ${JSON.stringify(field)}`, field })),
            ...Object.entries(item.fields ?? {}).filter(([key]) => !defined.has(key))
                .map(([key, value]) => ({ key: `${item.conversation_id} ${key} ${JSON.stringify(value)}`, name: key, value })),
        ];
        showRows($('fields'), rows, (row) => (row.field ? this.#makeField(desk, item, row.field)
            : h('p', {}, h('span', {}, row.name), h('span', {}, typeof row.value === 'string' ? row.value : JSON.stringify(row.value)))),
        (element, { field }) => {
            if (field && !element.contains(document.activeElement)) {
                write(element.querySelector('input, select'), field, item.fields?.[field.key]);
            }
        });
    }

    #makeField(desk, item, field) {
        const types = { number: 'number', boolean: 'checkbox', date: 'date' };
        const input = field.kind === 'choice'
            ? h('select', {}, ['', ...(field.choices ?? [])].map((choice) => h('option', { value: choice }, choice || '—')))
            : h('input', { type: types[field.kind] ?? 'text', step: field.kind === 'number' ? 'any' : null });
        input.addEventListener('change', () =>
            desk.change(item.conversation_id, 'PATCH', 'fields', { values: { [field.key]: read(input, field) } })
                .catch((problem) => this.onProblem(problem)));
        return h('label', {}, h('span', {}, `${field.title}${field.required_on_close ? ' *' : ''}`), input);
    }

    #showHistory() {
        showRows($('history'), this.#earlier.map((each) => ({ key: each.conversation_id, each })), ({ each }) => {
            const how = each.close_reason ? each.close_reason.replaceAll('_', ' ') : each.status;
            const words = [dayText(each.started_at), each.queue, each.agent_name, how].filter(Boolean).join(' · ');
            return h('li', {}, each.whole
                ? h('button', { class: 'linkish', type: 'button', onclick: () => this.onOpen(each.conversation_id) }, words)
                : h('span', {}, words), h('span', { class: 'first-line' }, each.first_line || 'No message'));
        });
        $('history-empty').hidden = this.#earlier.length > 0;
        setText($('history-empty'), 'This is the first.');
    }
}

function read(input, { kind }) {
    if (kind === 'boolean') {
        return input.checked;
    }
    const text = input.value.trim();
    return text === '' ? null : kind === 'number' ? Number(text) : text;
}

function write(input, { kind }, value) {
    if (kind === 'boolean') {
        input.checked = value === true;
    } else {
        input.value = value ?? '';
    }
}
