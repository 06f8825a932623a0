// A forgotten password is asked for here, and with the link of a mail a new one is chosen. The link's secret stands behind
// the #, which the browser sends to nobody.

import { request } from '../shared/api.js';
import { setText } from '../shared/dom.js';

const $ = (id) => document.getElementById(id);
const link = new URLSearchParams(location.hash.slice(1));
const isInvitation = link.has('invitation');
const token = link.get('token') ?? link.get('invitation');

// Nobody who looks over a shoulder later, or at the history, finds it in the address.
history.replaceState(null, '', location.pathname);
$('ask-form').hidden = Boolean(token);
$('choose-form').hidden = !token;
if (isInvitation) {
    setText($('choose-title'), 'Welcome: choose your password');
    document.title = 'Welcome';
}
(token ? $('password') : $('email')).focus();

function say(element, text) {
    element.hidden = !text;
    setText(element, text);
}

function end(title, text) {
    $('ask-form').hidden = true;
    $('choose-form').hidden = true;
    $('done').hidden = false;
    setText($('done-title'), title);
    setText($('done-text'), text);
}

/** Sends it once, and says what went wrong in the form itself. */
async function sending(form, problem, work) {
    const button = form.querySelector('button');
    button.disabled = true;
    say(problem, '');
    try {
        await work();
    } catch (trouble) {
        say(problem, sentenceFor(trouble));
    } finally {
        button.disabled = false;
    }
}

function sentenceFor(trouble) {
    switch (trouble.code) {
        case 'password.link_invalid': return 'This link was used already, or its time is over. Ask for another one at the login.';
        case 'password.too_short': return 'A password has at least 8 characters.';
        case 'password.too_long': return 'This password is too long: at most 72 bytes.';
        case 'auth.too_many': return `Too many attempts. Try again in ${trouble.retryAfterS ?? 60} seconds.`;
        default: return trouble.sentence;
    }
}

$('ask-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const email = $('email').value.trim();
    if (!email.includes('@')) {
        say($('ask-problem'), 'Type the e-mail address of your account.');
        return;
    }
    sending($('ask-form'), $('ask-problem'), async () => {
        await request('POST', '/api/auth/forgot-password', { body: { email } });
        end('Look into your mail', `If there is an account for ${email}, a link is on its way. It is good once, and for an hour.`);
    });
});

$('choose-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const password = $('password').value;
    if (password !== $('again').value) {
        say($('choose-problem'), 'The two are not the same.');
        return;
    }
    sending($('choose-form'), $('choose-problem'), async () => {
        await request('POST', '/api/auth/reset-password', { body: { token, password } });
        end('Your password is set', isInvitation ? 'You can log in with it now.' : 'Wherever you were logged in, you are not any more.');
    });
});
