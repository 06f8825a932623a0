// Asks for the reason; Escape or "Keep it open" changes nothing.

import { h, setText } from '../shared/dom.js';

const reasons = [
    ['resolved', 'Resolved', 'The customer has what he came for.'],
    ['no_response', 'No response', 'The customer does not answer any more.'],
    ['duplicate', 'Duplicate', 'The same matter goes on in another conversation.'],
    ['spam', 'Spam', 'Nobody to help here.'],
    ['other', 'Other', 'None of these.'],
];
const $ = (id) => document.getElementById(id);

export class CloseDialog {
    /** onClose(id, reason): may throw a Problem. */
    constructor(onClose) {
        this.onClose = onClose;
        $('reasons').append(...reasons.map(([value, title, help]) =>
            h('label', {}, h('input', { type: 'radio', name: 'reason', value }), h('span', {}, h('strong', {}, title), help))));
        $('close-cancel').addEventListener('click', () => this.shut());
        $('close-form').addEventListener('submit', (event) => {
            event.preventDefault();
            this.#confirm();
        });
    }

    open(id) {
        this.id = id;
        $('close-form').elements.reason.value = 'resolved';
        this.#sayProblem('');
        $('close-dialog').showModal();
        $('close-form').querySelector('input:checked').focus();
    }

    shut() {
        $('close-dialog').close();
    }

    async #confirm() {
        $('close-confirm').disabled = true;
        try {
            await this.onClose(this.id, $('close-form').elements.reason.value);
            this.shut();
        } catch (problem) {
            this.#sayProblem(problem.sentence);
        } finally {
            $('close-confirm').disabled = false;
        }
    }

    #sayProblem(text) {
        $('close-problem').hidden = !text;
        setText($('close-problem'), text);
    }
}
