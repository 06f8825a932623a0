// The chat page of one channel: a card that starts a conversation, then the conversation.

import { Composer } from '../shared/composer.js';
import { setText } from '../shared/dom.js';
import { LogView } from '../shared/log_view.js';
import { recall } from '../shared/storage.js';
import { Conversation } from './conversation.js';
import { Frame } from './frame.js';
import { Visit, openConversation } from './visitor.js';

const $ = (id) => document.getElementById(id);
const channel = decodeURIComponent(location.pathname.split('/')[2] ?? '');
const draftKey = `millrace.chat.${channel}.draft`;

const visit = new Visit(channel);
const frame = new Frame((wantsFocus) => {
    draw();
    if (wantsFocus) {
        focusFirst();
    }
});
let conversation = null;

const logView = new LogView({
    log: $('log'),
    newer: $('newer'),
    isMine: ({ from }) => from === 'customer',
    nameOf: (message, side) => (side === 'mine' ? '' : message.author || (message.from === 'bot' ? 'Assistant' : 'Agent')),
    onOption: (_, option) => {
        conversation.say(option.label);
        focusFirst();  // The button is used up: who goes on with the keyboard answers the next question.
    },
    onRetry: ({ id }) => conversation.outbox.retry(id),
    onDiscard: ({ id, text }) => {
        conversation.outbox.remove(id);
        composer.append(text);
        $('text').focus();
    },
});

const composer = new Composer({
    form: $('composer'),
    text: $('text'),
    send: $('send'),
    counter: $('counter'),
    onSend: (text) => {
        logView.follows = true;
        conversation.say(text);
    },
    onTyped: () => conversation.typed(),
});

function resume() {
    conversation?.stop();
    conversation = new Conversation(visit, { onChange: draw, onUndelivered: (text) => composer.append(text) });
    $('welcome').hidden = true;
    $('conversation').hidden = false;
    composer.open(draftKey);
    conversation.start();
    draw();
    focusFirst();
}

function welcome() {
    $('welcome').hidden = false;
    $('conversation').hidden = true;
    $('state').hidden = true;
    focusFirst();
}

async function begin(button, { name, email, token } = {}) {
    button.disabled = true;
    try {
        const opened = await openConversation(channel, { name, email, token });
        visit.begin(opened.conversation_id, opened.token);
        resume();
        return null;
    } catch (problem) {
        if (token && (problem.status === 401 || problem.status === 403)) {
            return begin(button, {});  // The old token is used up: a new contact, then.
        }
        return problem;
    } finally {
        button.disabled = false;
    }
}

$('start').addEventListener('submit', async (event) => {
    event.preventDefault();
    const email = $('email').value.trim();
    $('email').toggleAttribute('aria-invalid', !$('email').validity.valid);
    if (!$('email').validity.valid) {
        sayProblem('This does not look like an e-mail address. Correct it, or leave the field empty.');
        $('email').focus();
        return;
    }
    const problem = await begin(event.submitter ?? event.target.querySelector('button'), { name: $('name').value.trim(), email });
    sayProblem(problem && sentenceFor(problem));
});

$('again').addEventListener('click', async () => {
    const token = conversation.isLost ? undefined : visit.token;
    const problem = await begin($('again'), { token });
    if (problem) {
        setText($('ended-text'), sentenceFor(problem));
    }
});

$('human').addEventListener('click', () => conversation.requestHuman());

// Asked twice, here and not in a box of the browser's: those are not shown in frames of other sites.
const endWords = { first: 'End the chat', sure: 'Really end it?', failed: 'No connection: try again' };
let endTimer;
$('end').addEventListener('click', async () => {
    clearTimeout(endTimer);
    if ($('end').textContent !== endWords.sure) {
        setText($('end'), endWords.sure);
        endTimer = setTimeout(() => setText($('end'), endWords.first), 5_000);
        return;
    }
    try {
        await conversation.end();
        setText($('end'), endWords.first);
    } catch {
        setText($('end'), endWords.failed);
    }
});
$('leave').hidden = !frame.isEmbedded;
$('leave').addEventListener('click', () => frame.close());
document.addEventListener('visibilitychange', draw);

addEventListener('storage', ({ key }) => {
    if (key === visit.key && recall(key)?.conversationId !== visit.conversationId) {
        location.reload();  // Another tab started anew: follow it.
    }
});

function draw() {
    if (!conversation) {
        return;
    }
    const isWatched = document.visibilityState === 'visible' && frame.isShown;
    if (isWatched && logView.follows) {
        conversation.seen();
    } else {
        conversation.arrived();
    }
    drawHeader();
    logView.show({ messages: conversation.messages, unsent: conversation.unsent, openOptionsOf: conversation.openOptionsOf });
    $('log').setAttribute('aria-busy', String(!conversation.isLoaded));
    $('loading').hidden = conversation.isLoaded || conversation.isLost || conversation.messages.length > 0;
    drawTyping();
    drawEnd();
    drawHumanRequest();
    composer.allow(!conversation.isEnded);
    const unread = isWatched ? 0 : conversation.unreadCount;
    frame.unread(unread);
    document.title = `${unread ? `(${unread}) ` : ''}${conversation.agentName ?? 'Chat'}`;
}

function drawHeader() {
    const { connection, agentName, isLoaded } = conversation;
    setText($('title'), agentName ?? 'Chat with us');
    $('face').firstElementChild.hidden = Boolean(agentName);
    $('initial').hidden = !agentName;
    setText($('initial'), Array.from(agentName ?? '')[0]?.toUpperCase() ?? '');
    const words = {
        connecting: 'Connecting…',
        live: 'Connected',
        polling: 'Connected, a little slower than usual',
        offline: isLoaded ? 'No connection. What you write is kept.' : 'No connection. Trying again…',
    };
    $('state').hidden = false;
    $('state').dataset.state = connection;
    setText($('state'), words[connection]);
}

function drawTyping() {
    const isTyping = conversation.isTyping && !conversation.isClosed;
    if (isTyping !== Boolean($('typing').childElementCount)) {
        $('typing').replaceChildren(...(isTyping ? [...Array(3)].map(() => document.createElement('i')) : []),
            isTyping ? `${conversation.agentName ?? 'Somebody'} is typing` : '');
    }
}

function drawEnd() {
    $('ended').hidden = !conversation.isClosed && !conversation.isLost;
    setText($('ended-text'), conversation.isLost
        ? 'We cannot find this conversation any more. Please start a new one.'
        : conversation.isEnded && $('text').value
            ? 'This conversation has ended. Your message is kept for a new one.'
            : 'This conversation has ended.');
}

function drawHumanRequest() {
    const { humanRequest, agentName, isClosed, isLost } = conversation;
    const isOffered = humanRequest === 'none' && !agentName && !isClosed && !isLost;
    $('human').hidden = !isOffered;
    $('end').hidden = isClosed || isLost;
    setText($('human-state'), agentName || isClosed ? '' :
        { none: '', asking: 'Asking for a person…', asked: 'A person will be with you shortly.' }[humanRequest]);
}

function sayProblem(text) {
    $('start-problem').hidden = !text;
    setText($('start-problem'), text ?? '');
}

function sentenceFor(problem) {
    if (problem.status === 404) {
        return 'There is no chat at this address. Please check the link you followed.';
    }
    const email = problem.errors.find(({ pointer }) => pointer === '/email');
    return email?.message ?? problem.sentence;
}

function focusFirst() {
    if (matchMedia('(hover: hover)').matches && frame.isShown) {  // On a phone the keyboard would cover the greeting.
        (conversation ? $('text') : $('name')).focus();
    }
}

if (visit.conversationId) {
    resume();
} else {
    welcome();
}
