// The start page: where to go, how the server is, who may log in.

import { request } from '../shared/api.js';
import { h, setText } from '../shared/dom.js';

const askEveryMs = 5_000;
const $ = (id) => document.getElementById(id);

const roleNames = { admin: 'Admin', supervisor: 'Supervisor', team_lead: 'Team lead', sales_rep: 'Agent' };

async function showUsers() {
    try {
        const demo = await request('GET', '/api/demo');
        $('users').replaceChildren(
            h('ul', { class: 'users' }, (demo.users ?? []).map(userRow)),
            ...(demo.password_hint ? [h('p', { class: 'hint' }, demo.password_hint)] : []));
    } catch (problem) {
        $('users').replaceChildren(...(problem.status === 404 ? howToAddUsers() : [h('p', {}, problem.sentence)]));
    }
}

function userRow({ email, role, teams = [] }) {
    const teamNames = teams.map((team) => team?.title ?? team?.name ?? team?.key ?? team).join(', ');
    return h('li', {},
        h('div', { class: 'person' },
            h('span', { class: 'email' }, email),
            h('span', { class: 'right' }, [roleNames[role] ?? role, teamNames].filter(Boolean).join(' · '))),
        h('a', { href: `/desk?as=${encodeURIComponent(email)}`, 'aria-label': `Log in as ${email}` }, 'Log in'));
}

function howToAddUsers() {
    return [
        h('p', {}, 'The people of this installation, each with an own password. Add one on the server:'),
        h('code', { class: 'command' }, 'millrace user add ana@example.com --role sales_rep --team support'),
        h('p', { class: 'hint' }, 'To look around first, start the server with --demo and an empty data folder.'),
    ];
}

async function showState() {
    await Promise.all([
        showAnswer($('health'), '/healthz', 'Yes'),
        showAnswer($('ready'), '/readyz', 'Yes'),
    ]);
    setText($('asked'), new Date().toLocaleTimeString());
}

async function showAnswer(element, path, yes) {
    const answer = await ask(path, yes);
    element.dataset.state = answer.state;
    setText(element, answer.words);
}

async function ask(path, yes) {
    try {
        const response = await fetch(path, { cache: 'no-store', signal: AbortSignal.timeout(askEveryMs) });
        return response.ok ? { state: 'live', words: yes } : { state: 'polling', words: `Not now (${response.status})` };
    } catch {
        return { state: 'offline', words: 'Does not answer' };
    }
}

async function keepAsking() {
    if (document.visibilityState === 'visible') {
        await showState();
    }
    setTimeout(keepAsking, askEveryMs);
}

$('snippet').textContent = `<script src="${location.origin}/widget.js" data-channel="web" async></script>`;
$('copy').addEventListener('click', async () => {
    try {
        await navigator.clipboard.writeText($('snippet').textContent);
        setText($('copy'), 'Copied');
    } catch {
        getSelection().selectAllChildren($('snippet'));  // No clipboard on plain http: selected is half the way.
        setText($('copy'), 'Selected');
    }
    setTimeout(() => setText($('copy'), 'Copy'), 2_000);
});

showUsers();
keepAsking();
