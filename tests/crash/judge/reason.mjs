// Whether a run that has not gone on for a while had reason to: something was due, or somebody has told it something.

import { flow as ordersFlow } from '../people/orders_flow.mjs';
import { flow as stepsFlow } from '../people/steps_flow.mjs';

const graceMs = 1_000;

/** A half-sentence, or null: it waits for somebody who has not done anything yet. */
export async function reasonToGoOn(judge, id, crowd) {
    const { body: run } = await judge.get(`/api/runs/${id}`);
    if (!run.tokens || run.ended_at) {
        return null;  // it has ended meanwhile
    }
    const due = run.tokens.find(({ until }) => until && Date.parse(until) < Date.now() - graceMs);
    if (due) {
        return `${due.node} was due at ${due.until}`;
    }
    if (run.flow === stepsFlow || run.flow === ordersFlow) {
        return `${run.flow} waits for nobody who sleeps: ${JSON.stringify(run.tokens)}`;
    }
    return toldByConversation(judge, run, crowd);
}

async function toldByConversation(judge, run, crowd) {
    const { body: journal } = await judge.get(`/api/runs/${run.run_id}/journal`);
    const start = JSON.stringify(journal.items[0]);
    const id = [...crowd.facts.conversations.keys()].find((each) => start.includes(each));
    if (!id) {
        return null;
    }
    const { body: shown } = await judge.get(`/api/conversations/${id}`);
    const { body: messages } = await judge.get(`/api/conversations/${id}/messages`);
    const said = messages.items.filter(({ from }) => from === 'customer').at(-1);
    for (const { node, since, waits_for: signals } of run.tokens) {
        const isLater = (at) => at && Date.parse(at) > Date.parse(since) && Date.parse(at) < Date.now() - graceMs;
        if (signals.includes('message.received') && isLater(said?.at)) {
            return `${node} waits for a message and the customer of ${id} wrote at ${said.at}`;
        }
        if (signals.includes('conversation.assigned') && shown.status === 'assigned' && isLater(shown.updated_at)) {
            return `${node} waits for an agent and ${id} has had one since ${shown.updated_at}`;
        }
        if (signals.includes('conversation.closed') && isLater(shown.closed_at)) {
            return `${node} waits for the end of ${id}, which was closed at ${shown.closed_at}`;
        }
    }
    return null;
}
