// A program that starts a run and signals it: sometimes two signals at once, sometimes the same one twice.

import { pause } from '../support/random.mjs';
import { flow, stepsWanted } from './steps_flow.mjs';

const endsWithinMs = 20_000;

export class Caller {
    constructor(world, number) {
        this.world = world;
        this.name = `caller-${number}`;
    }

    async lives() {
        const { random } = this.world;
        if (!await this.#starts()) {
            return;
        }
        const steps = random.shuffled(Array.from({ length: stepsWanted }, (_, i) => `${this.name}-s${i + 1}`));
        while (steps.length > 0) {
            const together = steps.splice(0, random.between(1, 2));
            await Promise.all(together.flatMap((id) => (random.chance(0.2) ? [id, id] : [id])).map((id) => this.#signals(id)));
        }
        await this.#waitsForEnd();
    }

    async #starts() {
        const request = startOf(this.name, this.world.accounts.admin.token);
        const requests = this.world.random.chance(0.2) ? [request, request] : [request];
        const answers = await Promise.all(requests.map((each) => this.world.client.deliver(each)));
        const ids = new Set(answers.map(({ body }) => body?.run_id));
        if (answers.some(({ status }) => status !== 201) || ids.size !== 1) {
            return this.#surprised('one run', answers);
        }
        this.run = answers[0].body.run_id;
        await this.world.acknowledged({ what: 'run', id: this.run, key: this.name });
        return true;
    }

    async #signals(id) {
        const answer = await this.world.client.deliver({
            method: 'POST', path: `/api/runs/${this.run}/signals`, token: this.world.accounts.admin.token,
            body: { name: 'step.done', id, payload: { id } },
        });
        // Whoever asks again may come after the end that his own signal brought about. A server that does not have the run
        // takes the signal for the one that has.
        if (answer.status === 200 || answer.status === 202 || (answer.status === 409 && answer.body?.code === 'run.ended')) {
            await this.world.acknowledged({ what: 'signal', run: this.run, id, promised: answer.status === 202 });
        } else {
            this.#surprised(`the signal ${id} to be taken`, [answer]);
        }
    }

    async #waitsForEnd() {
        const began = Date.now();
        for (;;) {
            const answer = await this.world.client.deliver({ path: `/api/runs/${this.run}`, token: this.world.accounts.admin.token });
            if (answer.status !== 200) {
                return this.#surprised('the run', [answer]);
            }
            if (answer.body.status === 'completed') {
                return this.world.acknowledged({ what: 'ended', run: this.run });
            }
            if (Date.now() - Math.max(began, this.world.client.openedAt) > endsWithinMs) {
                return this.#surprised(`the end within ${endsWithinMs / 1000} s of all its signals: it is stuck`, [answer]);
            }
            await pause(this.world.random.between(20, 60));
        }
    }

    #surprised(expected, answers) {
        const got = answers.map(({ status, body }) => `${status} ${JSON.stringify(body)}`).join(' and ');
        this.world.report.finding(`${this.name} (run ${this.run ?? 'not started yet'}) expected ${expected} but got ${got}`);
        return false;
    }
}

/** The request that starts the run of this name, as often as it is sent. */
export const startOf = (name, token) => ({
    method: 'POST', path: `/api/flows/${flow}/runs`, token, key: name, body: { input: { name } },
});
