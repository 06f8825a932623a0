// Two teams that must not see one another, red and blue, with somebody of each role in red, and conversations on demand.

import assert from 'node:assert/strict';
import { password } from '../../browser/support/server.mjs';
import { WebSocket } from '../../crash/support/web_socket.mjs';
import { isDone, Wire } from './wire.mjs';
import { roles } from './permissions_page.mjs';

export class TwoTeams {
    /** By role: { id, token, role }. Whoever asks. All of them are of the team red. */
    me = {};
    #sockets = [];
    #online = null;

    static async open() {
        const teams = new TwoTeams();
        const wire = (teams.wire = await Wire.open());
        const admin = (teams.admin = await wire.login('admin@demo.test'));
        for (const key of ['red', 'blue']) {
            isDone(await wire.ask('POST', '/api/teams', { token: admin, body: { key, name: key } }), 201);
            isDone(await wire.ask('PUT', `/api/queues/${key}/routing`, { token: admin, body: { wrap_up: '1h', offer_for: '10m' } }));
        }
        const beyond = { key: 'beyond', title: 'Beyond', team: 'customer_service', escalation: true };
        isDone(await wire.ask('POST', '/api/queues', { token: admin, body: beyond }), 201);
        for (const role of roles) {
            teams.me[role] = await teams.#hire(`${role}@red.test`, role, ['red']);
        }
        teams.colleague = await teams.#hire('colleague@red.test', 'sales_rep', ['red']);
        teams.stranger = await teams.#hire('stranger@blue.test', 'sales_rep', ['blue']);
        return teams;
    }

    async close() {
        for (const socket of this.#sockets) {
            socket.close();
        }
        await this.wire?.close();
    }

    ask(method, path, token, body) {
        return this.wire.ask(method, path, { token, body });
    }
    asAdmin(method, path, body, status = 200) {
        return this.ask(method, path, this.admin, body).then((answer) => isDone(answer, status));
    }

    async #hire(email, role, teams) {
        const { userId } = await this.asAdmin('POST', '/api/users', { email, name: email.split('@')[0], role, teams, password }, 201);
        if (role === 'sales_rep' || role === 'team_lead') {
            await this.asAdmin('PUT', `/api/agents/${userId}/capacity`, { chat: 100, voice: 1 });
        }
        return { id: userId, email, role, token: await this.wire.login(email) };
    }

    /** A customer asks for a person, and waits in this queue. */
    async waiting(queue, first = 'It is about my order') {
        if (this.#online) {
            await this.#status(this.#online, 'offline');
            this.#online = null;
        }
        const visitor = isDone(await this.wire.ask('POST', '/api/chat/web/conversations', { body: {} }), 201);
        const id = visitor.conversation_id;
        isDone(await this.ask('POST', `/api/chat/conversations/${id}/messages`, visitor.token, { id: 'm1', text: first }), 202);
        isDone(await this.ask('POST', `/api/chat/conversations/${id}/human`, visitor.token, {}), 202);
        await this.wire.until(() => this.asAdmin('GET', `/api/conversations/${id}`), ({ status }) => status === 'queued', 'a conversation that waits');
        await this.asAdmin('POST', `/api/conversations/${id}/transfer`, { queue });
        return { id, visitor: visitor.token, queue };
    }

    async of(person, queue) {
        const conversation = await this.waiting(queue);
        await this.asAdmin('POST', `/api/conversations/${conversation.id}/assign`, { user_id: person.id });
        return conversation;
    }

    /** A conversation of this kind, as somebody of this role sees it. */
    conversation(role, kind) {
        switch (kind) {
            case 'own':
                return this.of(this.me[role], 'red');
            case 'waiting':
                return this.waiting('red');
            case 'colleague':
                return this.of(this.colleague, 'red');
            case 'foreign':
                return this.of(this.stranger, 'blue');
            default:
                throw new Error(`expected a kind of conversation but got ${kind}`);
        }
    }

    async closed(role, kind) {
        const conversation = await this.conversation(role, kind);
        await this.asAdmin('POST', `/api/conversations/${conversation.id}/close`, { reason: 'resolved' });
        return conversation;
    }

    /** A session of his besides the one that asks. */
    async anotherSession(person) {
        const token = await this.wire.login(person.email);
        const { items } = isDone(await this.ask('GET', '/api/auth/sessions', token));
        return items.find((session) => session.this).id;
    }

    /** A conversation that is offered to him, or to somebody else. */
    async offer(role, kind) {
        const person = { own: this.me[role], colleague: this.colleague, foreign: this.stranger }[kind];
        await this.#empty();
        const conversation = await this.waiting(kind === 'foreign' ? 'blue' : 'red');
        person.listener ??= await this.listen(person.token);
        await this.#status(person, 'online');
        this.#online = person;
        await this.wire.until(() => this.asAdmin('GET', `/api/conversations/${conversation.id}`), ({ offered_to }) => offered_to === person.id, `an offer to ${person.email}`);
        return conversation;
    }

    /** Nobody waits any more, so that the next who does is first in line. */
    async #empty() {
        const { items } = await this.asAdmin('GET', '/api/conversations?status=queued&limit=200');
        if (items.length > 0) {
            const ids = items.map(({ conversation_id: id }) => id);
            await this.asAdmin('POST', '/api/conversations/bulk', { ids, action: 'close', reason: 'other' });
        }
    }

    async #status(person, status) {
        isDone(await this.ask('POST', '/api/agents/me/status', person.token, { status }));
    }

    /** The run that has brought such a conversation into its queue. */
    async run(role, kind) {
        const runs = async () => (await this.asAdmin('GET', '/api/runs?flow=triage&limit=200')).items.map(({ run_id }) => run_id);
        const before = await runs();
        await this.conversation(role, kind);
        const [run, ...more] = (await runs()).filter((id) => !before.includes(id));
        assert.deepEqual(more, []);
        return run;
    }

    /** His socket, with all that it hears in `frames`. */
    async listen(token, path = '/ws') {
        const frames = [];
        const socket = await WebSocket.open(`${this.wire.server.url}${path}?token=${token}`, (text) => frames.push(JSON.parse(text)), () => {});
        this.#sockets.push(socket);
        await this.wire.until(() => frames, () => frames.some(({ type }) => type === 'hello'), 'a greeting');
        return { frames, socket };
    }
}
