// A growing text box with a counter: Enter sends, Shift+Enter makes a line, what is typed survives a reload.

import { recall, remember } from './storage.js';

export const textLengthMax = 4_000;

const number = new Intl.NumberFormat();

/** As the server counts: characters, not UTF-16 units. */
export function lengthOf(text) {
    return Array.from(text).length;
}

export class Composer {
    /** form, text, send, counter: the elements · onSend(text) · onTyped() */
    constructor({ form, text, send, counter, onSend, onTyped = () => {} }) {
        Object.assign(this, { form, text, send, counter, onSend, onTyped });
        this.isAllowed = true;
        new ResizeObserver(() => this.#fit()).observe(form);  // A hidden box has no height to go by until it is shown.
        form.addEventListener('submit', (event) => {
            event.preventDefault();
            this.#submit();
        });
        text.addEventListener('keydown', (event) => {
            if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
                event.preventDefault();
                this.#submit();
            }
        });
        text.addEventListener('input', () => {
            this.#keep();
            this.onTyped();
        });
    }

    /** Goes on with the draft kept under this key. */
    open(draftKey) {
        this.draftKey = draftKey;
        this.#put(recall(draftKey, ''));
    }

    /** Adds below what is already there. */
    append(text) {
        this.#put([this.text.value, text].filter(Boolean).join('\n'));
        this.#keep();
    }

    allow(isAllowed) {
        this.isAllowed = isAllowed;
        this.#redraw();
    }

    #submit() {
        const text = this.text.value.trim();
        if (text && this.isAllowed && lengthOf(text) <= textLengthMax) {
            this.#put('');
            this.#keep();
            this.onSend(text);
        }
    }

    #keep() {
        remember(this.draftKey, this.text.value);
        this.#redraw();
    }

    #put(text) {
        this.text.value = text;
        this.#redraw();
    }

    #redraw() {
        const length = lengthOf(this.text.value.trim());
        const isOver = length > textLengthMax;
        this.send.disabled = !this.isAllowed || length === 0 || isOver;
        this.counter.textContent = length === 0 ? '' : isOver
            ? `${number.format(length - textLengthMax)} too many`
            : `${number.format(length)} / ${number.format(textLengthMax)}`;
        this.counter.classList.toggle('over', isOver);
        this.#fit();
    }

    #fit() {
        this.text.style.height = 'auto';
        if (this.text.scrollHeight > 0) {
            this.text.style.height = `${this.text.scrollHeight + 2}px`;
        }
    }
}
