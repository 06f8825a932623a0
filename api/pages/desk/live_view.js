// The tables of the live panel: alerts, queues, agents, open conversations.

import { h, setText, showRows } from '../shared/dom.js';
import { clockText, waitingText } from '../shared/times.js';

const $ = (id) => document.getElementById(id);
const statusNames = { online: 'Online', offline: 'Offline', paused: 'Paused', wrap_up: 'Wrapping up', on_call: 'On a call' };
const alertNames = { pause_exceeded: 'pause is over its limit', inactive: 'has work and does nothing' };
const percent = (value) => value === null || value === undefined ? '–' : `${value} %`;
const seconds = (value) => value === null || value === undefined ? '–' : `${value} s`;

export class LiveView {
    constructor(acts) {
        this.acts = acts;
        $('live-more').addEventListener('click', () => acts.onMore());
    }

    show(snapshot, reasons, me) {
        this.agents = snapshot.agents;
        this.titles = new Map(snapshot.queues.map(({ key, title }) => [key, title]));
        this.#alerts(snapshot.alerts);
        this.#queues(snapshot.queues);
        this.#agents(snapshot.agents, reasons);
        this.#conversations(snapshot.open, me);
        $('live-more').hidden = !snapshot.next_page;
        $('live').dataset.stale = 'false';
        setText($('live-at'), `As of ${clockText(snapshot.at)}`);
        this.tick();
    }

    stale() {
        $('live').dataset.stale = 'true';
        setText($('live-at'), 'Not up to date: asking again');
    }

    tick() {
        for (const element of $('live').querySelectorAll('[data-from]')) {
            setText(element, element.dataset.from ? waitingText(element.dataset.from) : '');
        }
    }

    #alerts(alerts) {
        $('live-alerts').hidden = alerts.length === 0;
        const rows = alerts.map((alert) => ({ key: `${alert.userId}:${alert.kind}`, alert }));
        showRows($('live-alert-list'), rows,
            () => h('li', {}, h('strong', { class: 'who' }), ' ', h('span', { class: 'what' }), ' ', h('span', { class: 'since' })),
            (element, { alert }) => {
                setText(element.querySelector('.who'), alert.name);
                setText(element.querySelector('.what'), alertNames[alert.kind] ?? alert.kind);
                element.querySelector('.since').dataset.from = alert.since;
            });
    }

    #queues(queues) {
        const rows = queues.map((queue) => ({ key: queue.key, queue }));
        showRows($('live-queues'), rows, ({ queue }) => h('tr', { 'data-queue': queue.key },
            h('th', { scope: 'row' }), ...['waiting', 'oldest', 'agents', 'level', 'abandoned', 'asa'].map((name) => h('td', { class: name })),
            h('td', {}, h('button', { class: 'small', type: 'button', onclick: () => this.acts.onStaff(queue) }, 'Staff…'))),
        (row, { queue }) => {
            const { today } = queue;
            setText(row.querySelector('th'), queue.title);
            row.classList.toggle('is-escalation', queue.escalation);
            setText(row.querySelector('.waiting'), String(queue.waiting));
            setText(row.querySelector('.oldest'), queue.waiting ? waitingText(Date.now() - queue.oldest_wait_s * 1_000) : '–');
            setText(row.querySelector('.agents'), `${queue.agents_available} of ${queue.agents_online}`);
            setText(row.querySelector('.level'), percent(today.service_level.standard));
            const isMissed = today.service_level.standard !== null && today.service_level.standard < today.target.goal_percent;
            row.querySelector('.level').classList.toggle('is-bad', isMissed);
            setText(row.querySelector('.abandoned'), percent(today.abandon_rate));
            setText(row.querySelector('.asa'), seconds(today.asa_s));
        });
    }

    #agents(agents, reasons) {
        const rows = agents.map((agent) => ({ key: agent.userId, agent }));
        $('live-no-agents').hidden = rows.length > 0;
        showRows($('live-agents'), rows, ({ agent }) => this.#makeAgent(agent, reasons), (row, each) => {
            const { agent } = each;
            const reason = reasons.find(({ key }) => key === agent.reason)?.title ?? agent.reason?.replaceAll('_', ' ');
            row.dataset.status = agent.status;
            setText(row.querySelector('th'), agent.name);
            setText(row.querySelector('.status'), `${statusNames[agent.status] ?? agent.status}${reason ? `: ${reason}` : ''}`);
            row.querySelector('.status').classList.toggle('is-bad', agent.over_limit);
            row.querySelector('.since').dataset.from = agent.status === 'offline' ? '' : agent.since ?? '';
            setText(row.querySelector('.load'), `${agent.assigned + agent.wrap_up} of ${agent.capacity.chat}`);
            row.querySelector('.load').classList.toggle('is-bad', agent.overloaded);
            setText(row.querySelector('.flag'), agent.overloaded ? 'Overloaded' : '');
        });
    }

    #makeAgent(agent, reasons) {
        const choices = [['', 'Set…'], ['online', 'Online'], ...reasons.map(({ key, title }) => [`paused:${key}`, `Paused: ${title}`]), ['offline', 'Offline']];
        return h('tr', { 'data-agent': agent.userId },
            h('th', { scope: 'row' }), h('td', {}, h('span', { class: 'dot', 'aria-hidden': 'true' }), h('span', { class: 'status' })),
            h('td', { class: 'since' }), h('td', {}, h('span', { class: 'load' }), ' ', h('span', { class: 'flag' })),
            h('td', {}, h('select', {
                'aria-label': `Status of ${agent.name}`,
                onchange: ({ target }) => {
                    const [status, reason] = target.value.split(':');
                    target.value = '';
                    this.acts.onStatus(agent.userId, status, reason);
                },
            }, ...choices.map(([value, label]) => h('option', { value }, label)))));
    }

    #conversations(open, me) {
        const rows = open.map((item) => ({ key: item.conversation_id, item }));
        $('live-no-conversations').hidden = rows.length > 0;
        showRows($('live-conversations'), rows, ({ item }) => this.#makeConversation(item.conversation_id), (row, each) => {
            const { item } = each;
            row.item = item;
            row.dataset.status = item.status;
            setText(row.querySelector('.open'), item.contact_name || 'Visitor');
            setText(row.querySelector('.first-line'), item.first_line || 'No message yet');
            setText(row.querySelector('.queue'), this.titles.get(item.queue) ?? item.queue ?? '–');
            setText(row.querySelector('.status'), item.status.replaceAll('_', ' '));
            setText(row.querySelector('.who'), item.agent_name ?? (item.owner === 'flow' ? 'Assistant' : '–'));
            row.querySelector('.since').dataset.from = item.waiting_since ?? item.started_at;
            const isOver = item.status === 'wrap_up';
            row.querySelector('.take-over').hidden = isOver || item.agent_id === me.userId && item.status === 'assigned';
            row.querySelector('.transfer').hidden = isOver || item.status === 'new';
            this.#choices(row.querySelector('select'), item);
            row.querySelector('select').hidden = isOver;
        });
    }

    #makeConversation(id) {
        return h('tr', { 'data-conversation': id },
            h('th', { scope: 'row' }, h('button', { class: 'bare open', type: 'button', onclick: () => this.acts.onOpen(id) }),
                h('span', { class: 'first-line' })),
            h('td', { class: 'queue' }), h('td', { class: 'status' }), h('td', { class: 'who' }), h('td', { class: 'since' }),
            h('td', { class: 'acts' },
                h('button', { class: 'small take-over', type: 'button', onclick: () => this.acts.onTakeOver(id) }, 'Take over'),
                h('button', { class: 'small transfer', type: 'button',
                    onclick: ({ target }) => this.acts.onTransfer(id, target.closest('tr').item.queue) }, 'Transfer…'),
                h('select', { 'aria-label': 'Assign to',
                    onchange: ({ target }) => {
                        const userId = target.value;
                        target.value = '';
                        this.acts.onAssign(id, userId);
                    } })));
    }

    /** To whom it can be given. Left alone while it is the same, so that an open list does not shut. */
    #choices(select, item) {
        const others = this.agents.filter(({ userId }) => userId !== item.agent_id);
        const shown = others.map(({ userId, name }) => `${userId} ${name}`).join();
        if (select.shown !== shown) {
            select.shown = shown;
            select.replaceChildren(h('option', { value: '' }, 'Assign…'), ...others.map(({ userId, name }) => h('option', { value: userId }, name)));
        }
    }
}
