// Asks the server, which has just come back, what it knows, and compares that with what it had acknowledged. An answer
// here is a sentence for each loss; an empty list is a pass.

import { judgeConversation } from './judge/conversation.mjs';
import { judgeRun } from './judge/run.mjs';
import { Lost } from './support/client.mjs';
import { pause } from './support/random.mjs';
import { flow } from './people/steps_flow.mjs';

const atOnce = 24;
const dueWithinMs = 5_000;
const promisedWithinMs = 10_000;
const putOffMs = 5_000;
const settlesWithinMs = 30_000;

export class Judge {
    constructor(client, admin) {
        this.client = client;
        this.token = admin.token;
    }

    /** `final`: nothing is on its way any more, so nothing may be there that was never acknowledged. */
    async look({ conversations, runs }, { final = false } = {}) {
        const losses = [];
        await eachOf(conversations, async (each) => losses.push(...await judgeConversation(this, each, final)));
        await eachOf(runs, async (each) => losses.push(...await this.#run(each, final)));
        losses.push(...await this.#setAside());
        const messages = conversations.reduce((sum, each) => sum + each.messages.length + each.replies.length, 0);
        const signals = runs.reduce((sum, each) => sum + each.signals.size, 0);
        const judged = `${conversations.length} conversations with ${messages} messages, ${runs.length} runs with ${signals} signals`;
        return { losses, judged };
    }

    /** Every run is through: no timer is overdue, no incident open, nobody waits for what has been told him. */
    async nothingStuck() {
        const until = Date.now() + settlesWithinMs;
        let left = [];
        do {
            left = [];
            for (const status of ['running', 'waiting', 'incident', 'quarantined']) {
                left.push(...(await this.list('/api/runs', { status })).map((run) => ({ ...run, status })));
            }
            await pause(left.length > 0 ? 200 : 0);
        } while (left.length > 0 && Date.now() < until);
        const stuck = [];
        for (const { run_id: id, status, flow } of left) {
            const { body } = await this.get(`/api/runs/${id}`);
            const overdue = body.tokens?.some(({ until: due }) => due && Date.parse(due) < Date.now() - dueWithinMs);
            stuck.push(`run ${id} of ${flow} is ${status}${overdue ? ' although its timer is overdue' : ''}: ` +
                `${JSON.stringify({ tokens: body.tokens, incident: body.incident })}`);
        }
        return stuck;
    }

    /** Everything we began has been acknowledged by now: whatever else is there was begun twice. */
    async noStrangers(facts) {
        const strangers = [];
        for (const { conversation_id: id, contact } of await this.list('/api/conversations')) {
            if (!facts.conversations.has(id)) {
                strangers.push(`conversation ${id} of ${contact?.name} exists but was never acknowledged`);
            }
        }
        for (const { run_id: id } of await this.list('/api/runs', { flow })) {
            if (!facts.runs.has(id)) {
                strangers.push(`run ${id} of ${flow} exists but was never acknowledged`);
            }
        }
        return strangers;
    }

    // What was only promised may take its time.
    async #run(facts, final) {
        const until = Date.now() + promisedWithinMs;
        for (;;) {
            const losses = await judgeRun(this, facts, final);
            if (losses.length === 0 || !facts.promised || Date.now() > until) {
                return losses;
            }
            await pause(200);
        }
    }

    // Nothing that people do here may bring a run to an incident, least of all a kill.
    async #setAside() {
        const found = [];
        for (const status of ['incident', 'quarantined']) {
            for (const { run_id: id, flow } of await this.list('/api/runs', { status })) {
                const { body } = await this.get(`/api/runs/${id}`);
                found.push(`run ${id} of ${flow} is ${status}: ${JSON.stringify(body.incident)}`);
            }
        }
        return found;
    }

    get(path) {
        return this.ask({ path, token: this.token });
    }

    /**
     * The servers are up and nobody kills them: an answer that gets lost once is asked for again, then it is a loss. Of
     * several, one that finds out only now that it has lost its place may stop: another one answers.
     */
    async ask(request) {
        const until = Date.now() + putOffMs;
        for (let lost = 0; ;) {
            try {
                const answer = await this.client.send(request);
                // Who has to ask a colleague who has only just come back may say: in a moment.
                if (answer.status !== 503 || Date.now() > until) {
                    return answer;
                }
                await pause(100);
            } catch (error) {
                const mayBeElsewhere = this.client.several && Date.now() < until;
                if (!(error instanceof Lost) || (++lost > 1 && !mayBeElsewhere)) {
                    throw error;
                }
            }
        }
    }

    async list(path, filter = {}) {
        const items = [];
        let cursor = null;
        do {
            const query = new URLSearchParams({ ...filter, limit: 200, ...(cursor ? { cursor } : {}) });
            const { status, body } = await this.get(`${path}?${query}`);
            if (status !== 200) {
                throw new Error(`expected a list of ${path} but got ${status} ${JSON.stringify(body)}`);
            }
            items.push(...body.items);
            cursor = body.cursor;
        } while (cursor);
        return items;
    }
}

async function eachOf(list, work) {
    const left = [...list];
    await Promise.all(Array.from({ length: atOnce }, async () => {
        while (left.length > 0) {
            await work(left.shift());
        }
    }));
}
