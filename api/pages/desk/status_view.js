// At the top: whether I am there for customers. Admins and supervisors are never offered work, and see none of this.

import { h, setText } from '../shared/dom.js';

const $ = (id) => document.getElementById(id);
const names = { online: 'Online', offline: 'Offline', paused: 'Paused', wrap_up: 'Wrapping up', on_call: 'On a call' };

export class StatusView {
    /** onChoose(status, reason) */
    constructor(onChoose) {
        $('status').addEventListener('change', (event) => {
            const [status, reason] = event.target.value.split(':');
            onChoose(status, reason);
        });
    }

    show(desk) {
        const me = desk.me;
        $('status-box').hidden = !me;
        if (!me) {
            return;
        }
        const choices = [['online', 'Online'], ...desk.pauseReasons.map(({ key, title }) => [`paused:${key}`, `Paused: ${title}`]),
            ['offline', 'Offline']];
        const isPause = me.status === 'paused';
        const now = isPause ? `paused:${me.reason}` : me.status === 'offline' ? 'offline' : 'online';
        if (!choices.some(([value]) => value === now)) {
            choices.push([now, 'Paused: missed an offer']);  // Only the system says so; I can only leave it.
        }
        const shown = choices.map((choice) => choice.join()).join();
        if (this.shown !== shown) {
            this.shown = shown;
            $('status').replaceChildren(...choices.map(([value, label]) => h('option', { value }, label)));
        }
        $('status').value = now;
        $('status-box').dataset.status = me.status;
        setText($('status-word'), me.status === 'wrap_up' ? names.wrap_up : '');
        const nudge = desk.me.status === 'offline' ? 'You are offline: go online to be offered conversations.'
            : isPause ? (me.reason === 'missed_offer' ? 'You missed an offer and are paused: go online to be offered the next.'
                : 'You are paused: nothing is offered to you.') : '';
        setText($('status-nudge'), nudge);
        $('status-nudge').hidden = !nudge;
    }
}
