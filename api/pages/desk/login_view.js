import { setText } from '../shared/dom.js';

const $ = (id) => document.getElementById(id);

export class LoginView {
    constructor(session, onDone) {
        this.session = session;
        this.onDone = onDone;
        $('email').value = new URLSearchParams(location.search).get('as') ?? '';
        $('login-form').addEventListener('submit', (event) => {
            event.preventDefault();
            this.#submit();
        });
    }

    /** word: why the login is shown, or nothing. */
    show(word) {
        $('login-word').hidden = !word;
        setText($('login-word'), word);
        this.#sayProblem('');
        ($('email').value ? $('password') : $('email')).focus();
    }

    async #submit() {
        const button = $('login-form').querySelector('button');
        const email = $('email').value.trim();
        if (!email || !$('password').value) {
            this.#sayProblem('Type your e-mail and your password.');
            return;
        }
        button.disabled = true;
        try {
            await this.session.login(email, $('password').value);
            $('password').value = '';
            this.onDone();
        } catch (problem) {
            this.#sayProblem(sentenceFor(problem));
            $('password').select();
        } finally {
            button.disabled = false;
        }
    }

    #sayProblem(text) {
        $('login-problem').hidden = !text;
        setText($('login-problem'), text);
    }
}

function sentenceFor(problem) {
    switch (problem.status) {
        case 401: return 'E-mail and password do not fit together. Check both; an admin can set a new password.';
        case 429: return `Too many attempts. Try again in ${problem.retryAfterS ?? 60} seconds.`;
        default: return problem.sentence;
    }
}
