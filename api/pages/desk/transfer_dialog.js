// Asks which queue; Escape or "Keep it" changes nothing.

import { h, setText } from '../shared/dom.js';

const $ = (id) => document.getElementById(id);

export class TransferDialog {
    /** onTransfer(id, queue): may throw a Problem. */
    constructor(onTransfer) {
        this.onTransfer = onTransfer;
        $('transfer-cancel').addEventListener('click', () => this.shut());
        $('transfer-form').addEventListener('submit', (event) => {
            event.preventDefault();
            this.#confirm(event.submitter);
        });
    }

    /** queues: [{key, title}], without the one it is in. */
    open(id, queues) {
        this.id = id;
        $('transfer-queues').replaceChildren(...queues.map(({ key, title }, index) =>
            h('label', {}, h('input', { type: 'radio', name: 'queue', value: key, checked: index === 0 }), h('span', {}, title))));
        this.#sayProblem(queues.length ? '' : 'There is no other queue.');
        $('transfer-dialog').showModal();
        $('transfer-queues').querySelector('input')?.focus();
    }

    shut() {
        $('transfer-dialog').close();
    }

    async #confirm(button) {
        const queue = $('transfer-form').elements.queue?.value;
        if (!queue) {
            return;
        }
        button.disabled = true;
        try {
            await this.onTransfer(this.id, queue);
            this.shut();
        } catch (problem) {
            this.#sayProblem(problem.sentence);
        } finally {
            button.disabled = false;
        }
    }

    #sayProblem(text) {
        $('transfer-problem').hidden = !text;
        setText($('transfer-problem'), text);
    }
}
