// Who works in a queue today; Escape or "Leave it" changes nothing.

import { h, setText } from '../shared/dom.js';

const $ = (id) => document.getElementById(id);

export class StaffDialog {
    /** onStaff(queue, {add, remove}): may throw a Problem. */
    constructor(onStaff) {
        this.onStaff = onStaff;
        $('staff-cancel').addEventListener('click', () => this.shut());
        $('staff-form').addEventListener('submit', (event) => {
            event.preventDefault();
            this.#confirm(event.submitter);
        });
    }

    /** agents: those whom I lead · atWork: [{userId, how}] as the queue has them now. */
    open(queue, agents, atWork) {
        this.queue = queue.key;
        this.before = new Set(atWork.map(({ userId }) => userId));
        setText($('staff-title'), `Who works in ${queue.title}?`);
        $('staff-people').replaceChildren(...agents.map(({ userId, name }) => {
            const how = atWork.find((each) => each.userId === userId)?.how;
            return h('label', {}, h('input', { type: 'checkbox', name: 'agent', value: userId, checked: Boolean(how) }),
                h('span', {}, h('strong', {}, name), how === 'added' ? 'Helps out here' : how ? 'Of the team' : 'Not here'));
        }));
        this.#sayProblem(agents.length ? '' : 'You lead nobody who could work here.');
        $('staff-dialog').showModal();
    }

    shut() {
        $('staff-dialog').close();
    }

    async #confirm(button) {
        const boxes = [...$('staff-people').querySelectorAll('input')];
        const add = boxes.filter(({ checked, value }) => checked && !this.before.has(value)).map(({ value }) => value);
        const remove = boxes.filter(({ checked, value }) => !checked && this.before.has(value)).map(({ value }) => value);
        button.disabled = true;
        try {
            if (add.length + remove.length > 0) {
                await this.onStaff(this.queue, { add, remove });
            }
            this.shut();
        } catch (problem) {
            this.#sayProblem(problem.sentence);
        } finally {
            button.disabled = false;
        }
    }

    #sayProblem(text) {
        $('staff-problem').hidden = !text;
        setText($('staff-problem'), text);
    }
}
