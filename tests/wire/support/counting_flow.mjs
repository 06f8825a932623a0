// A run that counts what it is told, and keeps a text.

import { isDone } from './wire.mjs';

export const counting = {
    format: 'millrace.flow/1', key: 'counting', title: 'Counting', trigger: { on: 'api' },
    input: { text: { type: 'string', required: true } },
    variables: { count: { type: 'integer', default: 0 } }, start: 'waiting',
    nodes: {
        waiting: {
            type: 'control.wait_for_event', settings: { name: 'one.more', within: '1h' },
            next: { received: 'count', timeout: 'late' },
        },
        count: { type: 'control.set', settings: { values: { count: 'vars.count + 1' } }, next: { done: 'waiting' } },
        late: { type: 'control.end', settings: { outcome: 'late' } },
    },
};

/** Asks for runs of it on a wire, as the one who holds the token. */
export class Counters {
    constructor(wire, token) {
        Object.assign(this, { wire, token });
    }

    begin(text, key = text) {
        return this.wire.ask('POST', '/api/flows/counting/runs',
            { token: this.token, headers: { 'idempotency-key': key }, body: { input: { text } } });
    }

    tell(run, id) {
        return this.wire.ask('POST', `/api/runs/${run}/signals`, { token: this.token, body: { name: 'one.more', id, payload: {} } });
    }

    async show(run) {
        return isDone(await this.wire.ask('GET', `/api/runs/${run}`, { token: this.token }));
    }
}
