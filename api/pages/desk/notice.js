import { setText } from '../shared/dom.js';

const shownMs = 8_000;
const $ = (id) => document.getElementById(id);

/** One sentence at the foot of the page that goes by itself. */
export class Notice {
    constructor() {
        $('notice-dismiss').addEventListener('click', () => this.hush());
    }

    say(text) {
        $('notice').hidden = false;
        setText($('notice-text'), text);
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.hush(), shownMs);
    }

    hush() {
        clearTimeout(this.timer);
        $('notice').hidden = true;
        setText($('notice-text'), '');
    }
}
