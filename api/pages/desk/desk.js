// The desk: a login, then the lists on the left and one conversation in the middle.

import { setText } from '../shared/dom.js';
import { idOf } from './item.js';
import { CloseDialog } from './close_dialog.js';
import { DeskModel } from './desk_model.js';
import { DetailsView } from './details_view.js';
import { FindView } from './find_view.js';
import { ListsView } from './lists_view.js';
import { LivePanel, mayWatch } from './live.js';
import { LoginView } from './login_view.js';
import { Notice } from './notice.js';
import { OffersView } from './offers_view.js';
import { Session } from './session.js';
import { StaffDialog } from './staff_dialog.js';
import { StatusView } from './status_view.js';
import { ThreadView } from './thread_view.js';
import { TransferDialog } from './transfer_dialog.js';

const $ = (id) => document.getElementById(id);
const roleNames = { admin: 'Admin', supervisor: 'Supervisor', team_lead: 'Team lead', sales_rep: 'Agent' };

let desk = null;

const session = new Session({
    onExpired: () => enter('Your session has ended. Log in again; you come back to where you were.'),
    onElsewhere: () => enter(session.isOpen ? '' : 'You have logged out in another tab.'),
});
const notice = new Notice();
const loginView = new LoginView(session, () => enter());
const listsView = new ListsView({ onOpen: open, onTake: take, onAssign: (id, userId) => tried(() => desk.assign(id, userId)) });
const closeDialog = new CloseDialog((which, reason) => (Array.isArray(which) ? findView.do({ action: 'close', reason }) : desk.close(which, reason)));
const findView = new FindView({ onOpen: open, onClose: (ids) => closeDialog.open(ids), onProblem: (sentence) => notice.say(sentence) });
const detailsView = new DetailsView({ onOpen: open, onProblem: (problem) => notice.say(problem.sentence) });
const transferDialog = new TransferDialog((id, queue) => desk.transfer(id, queue));
const statusView = new StatusView((status, reason) => tried(() => desk.setStatus(status, reason)));
const offersView = new OffersView({ onAccept: accept, onDecline: (id) => tried(() => desk.answerOffer(id, 'decline')) });
const staffDialog = new StaffDialog((queue, change) => desk.staff(queue, change).then(() => livePanel.happened()));
const livePanel = new LivePanel({
    onOpen: open,
    onTakeOver: async (id) => {
        await desk.takeOver(id);
        open(id);
        threadView.focusWhenWritable();
    },
    onTransfer: (id, queue) => tried(async () => transferDialog.open(id, await desk.otherQueues(queue))),
    onStaff: (queue, agents) => tried(async () => staffDialog.open(queue, agents, await desk.staffOf(queue.key))),
    tried,
});
const threadView = new ThreadView({
    onTake: take,
    onTransfer: (id, queue) => tried(async () => transferDialog.open(id, await desk.otherQueues(queue))),
    onClose: (id) => closeDialog.open(id),
    onBack: () => open(null),
    onHandBack: (id) => tried(() => desk.handBack(id)),
    onProblem: (problem) => notice.say(problem.sentence),
});

/** Shows the desk to who is logged in, else the login with a word why. */
function enter(word = '') {
    desk?.stop();
    desk = null;
    closeDialog.shut();
    transferDialog.shut();
    staffDialog.shut();
    livePanel.shut();
    $('desk').hidden = !session.isOpen;
    $('login').hidden = session.isOpen;
    if (!session.isOpen) {
        loginView.show(word);
        document.title = 'Desk: log in';
        return;
    }
    setText($('me-name'), session.user.name || session.user.email);
    setText($('me-role'), roleNames[session.user.role] ?? session.user.role);
    $('watch').hidden = !mayWatch(session.user);
    desk = new DeskModel(session, draw);
    desk.onFrame = happened;
    threadView.leave();
    findView.enter(desk);
    desk.start();
    follow();
}

function draw() {
    if (!desk) {
        return;
    }
    if (document.visibilityState === 'visible' && desk.open && threadView.isAtEnd) {
        desk.seen(desk.openId);
    }
    const words = {
        connecting: 'Connecting…',
        live: 'Live',
        polling: 'Live, a little slower than usual',
        offline: 'No connection. What you write is kept.',
    };
    $('state').dataset.state = desk.connection;
    setText($('state'), words[desk.connection]);
    statusView.show(desk);
    offersView.show(desk);
    listsView.show(desk);
    threadView.show(desk);
    findView.show();
    detailsView.show(desk);
    const unread = desk.mine.reduce((sum, item) => sum + desk.unreadIn(idOf(item)), 0);
    const calls = unread + desk.waiting.length + desk.offers.length;
    document.title = `${calls ? `(${calls}) ` : ''}Desk`;
}

function open(id) {
    history.pushState(null, '', id ? `#${id}` : location.pathname);
    follow();
}

/** The address says which conversation is open, so a reload and the back button find it. */
function follow() {
    if (desk) {
        const watches = location.hash === '#live' && mayWatch(session.user);
        $('desk').classList.toggle('watching', watches);
        $('watch').setAttribute('aria-pressed', String(watches));
        if (watches !== livePanel.isOpen) {
            watches ? livePanel.open(session) : livePanel.shut();
        }
        const id = watches ? null : location.hash.slice(1) || null;
        $('desk').classList.toggle('reading', Boolean(id));
        threadView.open(id, desk);
        desk.show(id);
    }
}

/** What others do to me and mine is said, not only shown. */
function happened(frame) {
    livePanel.happened();
    const { userId } = session.user;
    const byOther = frame.by && frame.by !== userId && frame.by_name;
    if (frame.type === 'conversation.assigned' && frame.agent_id !== userId && desk.mine.some((item) => idOf(item) === frame.conversation_id)) {
        notice.say(`${frame.agent_name} has taken over a conversation of yours.`);
    } else if (frame.type === 'agent.status_changed' && frame.userId === userId && byOther) {
        notice.say(`${frame.by_name} has set your status.`);
    } else if (frame.type === 'queue.staffed' && byOther && frame.added?.includes(userId)) {
        notice.say(`${frame.by_name} asks you to help out in ${frame.title}.`);
    } else if (frame.type === 'queue.staffed' && byOther && frame.removed?.includes(userId)) {
        notice.say(`${frame.by_name} has taken you out of ${frame.title}.`);
    }
}

/** What goes wrong is said at the foot of the page, and the page shows again how things are. */
async function tried(work) {
    try {
        await work();
    } catch (problem) {
        notice.say(problem.sentence);
        draw();
    }
}

async function accept(id) {
    await tried(async () => {
        await desk.answerOffer(id, 'accept');
        notice.hush();
        open(id);
        threadView.focusWhenWritable();
    });
}

async function take(id) {
    const taking = desk;
    try {
        const isTaken = taking.others.some((item) => idOf(item) === id);
        await (isTaken ? taking.takeOver(id) : taking.take(id));
        notice.hush();
        open(id);
        threadView.focusWhenWritable();
    } catch (problem) {
        const owner = problem.owner?.name ?? problem.owner;
        notice.say(problem.code === 'conversation.already_taken'
            ? `${typeof owner === 'string' ? owner : 'Somebody else'} was faster: this conversation is already taken.`
            : problem.sentence);
    }
}

addEventListener('hashchange', follow);
addEventListener('popstate', follow);
document.addEventListener('visibilitychange', draw);
setInterval(() => {
    if (desk) {
        listsView.tick();
        livePanel.tick();
        offersView.tick();
    }
}, 1_000);
$('watch').addEventListener('click', () => open(livePanel.isOpen ? null : 'live'));
$('logout').addEventListener('click', () => {
    session.logout();
    enter('You are logged out.');
});
addEventListener('keydown', (event) => {
    if (event.altKey && event.code === 'KeyT' && desk) {
        event.preventDefault();
        if (desk.offers.length > 0) {
            accept(idOf(desk.offers[0]));
        } else if (desk.waiting.length > 0) {
            take(idOf(desk.waiting[0]));
        } else {
            notice.say('Nobody is waiting.');
        }
    }
});

enter();
