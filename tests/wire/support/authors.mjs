// People who write flows, on a wire of their own: the demo's admin, and a colleague with the same rights.

import { password } from '../../browser/support/server.mjs';
import { isDone, Wire } from './wire.mjs';

export class Authors {
    static async open(server = {}) {
        const authors = new Authors();
        const wire = (authors.wire = await Wire.open(server));
        authors.ana = await authors.#author('admin@demo.test');
        isDone(await wire.ask('POST', '/api/users', { token: authors.ana.token,
            body: { email: 'bob@demo.test', name: 'Bob', role: 'admin', password } }), 201);
        authors.bob = await authors.#author('bob@demo.test');
        authors.agent = await authors.#author('agent1@demo.test');
        return authors;
    }

    close() {
        return this.wire?.close();
    }

    async #author(email) {
        const token = await this.wire.login(email);
        const { userId: id, name } = isDone(await this.wire.ask('GET', '/api/auth/me', { token }));
        return { id, name, token };
    }

    ask(person, method, path, body, headers = {}) {
        return this.wire.ask(method, path, { token: person.token, body, headers });
    }
    async get(person, path) {
        return isDone(await this.ask(person, 'GET', path));
    }

    async draft(person, key) {
        const answer = await this.ask(person, 'GET', `/api/flows/${key}/draft`);
        return { document: isDone(answer).document, etag: answer.headers.get('etag'), base: answer.json.base_version };
    }
    /** Changes his draft of the flow; what `change` returns is sent, or what it changed. */
    async edit(person, key, change) {
        const { document, etag } = await this.draft(person, key);
        return isDone(await this.ask(person, 'PUT', `/api/flows/${key}/draft`, change(document) ?? document, { 'if-match': etag }));
    }
    async make(person, document) {
        const { key, title } = document;
        isDone(await this.ask(person, 'POST', '/api/flows', { key, title, document }), 201);
    }
    async publish(person, key, note = '') {
        return isDone(await this.ask(person, 'POST', `/api/flows/${key}/publish`, { note }), 201);
    }
    simulate(person, key, body) {
        return this.ask(person, 'POST', `/api/flows/${key}/simulate`, body);
    }
    async audit(key) {
        return (await this.get(this.ana, `/api/audit?object=flow:${key}&limit=200`)).items.map(({ actor, action, before, after }) =>
            ({ actor, action, before, after }));
    }
}

export const greeting = (key = 'greeting', text = 'Good day.') => ({
    format: 'millrace.flow/1', key, title: 'Greeting', trigger: { on: 'conversation.started' }, start: 'hello',
    nodes: {
        hello: { type: 'conversation.send', settings: { text }, next: { sent: 'over' } },
        over: { type: 'control.end', settings: { outcome: 'greeted' } },
    },
});
