// What I am asked to take, with the seconds I have left; a sound with each new one.

import { h, setText, showRows } from '../shared/dom.js';
import { idOf } from './item.js';

const $ = (id) => document.getElementById(id);

export class OffersView {
    #known = new Set();

    constructor({ onAccept, onDecline }) {
        this.onAccept = onAccept;
        this.onDecline = onDecline;
    }

    show(desk) {
        const rows = desk.offers.map((item) => ({ key: idOf(item), item }));
        showRows($('offers'), rows, (row) => this.#make(row.item), (element, { item }) => {
            setText(element.querySelector('.queue'), desk.queueTitle(item.queue));
            setText(element.querySelector('.first-line'), item.first_line || 'No message yet');
            element.querySelector('.left').dataset.until = item.expires_at ?? '';
        });
        $('offers-section').hidden = rows.length === 0;
        if (rows.some(({ key }) => !this.#known.has(key))) {
            ring();
        }
        this.#known = new Set(rows.map(({ key }) => key));
        this.tick();
    }

    tick() {
        for (const element of document.querySelectorAll('[data-until]')) {
            const seconds = Math.max(0, Math.ceil((Date.parse(element.dataset.until) - Date.now()) / 1_000));
            setText(element, Number.isNaN(seconds) ? '' : `${seconds} s`);
        }
    }

    #make(item) {
        const id = idOf(item);
        return h('li', { class: 'offer' },
            h('div', { class: 'row' },
                h('span', { class: 'line' }, h('span', { class: 'queue' }), h('span', { class: 'left', title: 'Time left' })),
                h('span', { class: 'first-line' })),
            h('div', { class: 'answers' },
                h('button', { class: 'primary small', type: 'button', onclick: () => this.onAccept(id) }, 'Accept'),
                h('button', { class: 'small', type: 'button', onclick: () => this.onDecline(id) }, 'Decline')));
    }
}

// Two soft notes, made here: no file to load. Browsers keep quiet until the person has clicked somewhere.
let audio = null;
function ring() {
    try {
        audio ??= new AudioContext();
        for (const [at, pitch] of [[0, 660], [0.18, 880]]) {
            const tone = audio.createOscillator();
            const volume = audio.createGain();
            tone.frequency.value = pitch;
            volume.gain.setValueAtTime(0.08, audio.currentTime + at);
            volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + at + 0.25);
            tone.connect(volume).connect(audio.destination);
            tone.start(audio.currentTime + at);
            tone.stop(audio.currentTime + at + 0.3);
        }
    } catch {
        // Without sound the badge and the list say it.
    }
}
