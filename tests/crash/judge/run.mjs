// A run: one for its key, every acknowledged signal took effect once, its journal has no gaps, it goes on.

import { startOf } from '../people/caller.mjs';
import { stepsWanted } from '../people/steps_flow.mjs';

export async function judgeRun(judge, facts, final) {
    const who = `run ${facts.id} of ${facts.key}`;
    const { status, body: shown } = await judge.get(`/api/runs/${facts.id}`);
    if (status !== 200) {
        return [`${who} was acknowledged but the server answers ${status} ${JSON.stringify(shown)}`];
    }
    const journal = await judge.get(`/api/runs/${facts.id}/journal`);
    if (journal.status !== 200) {
        return [`${who}: expected its journal but got ${journal.status} ${JSON.stringify(journal.body)}`];
    }
    const again = await judge.ask(startOf(facts.key, judge.token));
    return [
        ...effects(facts, shown, final),
        ...turns(facts, journal.body.items, shown),
        ...(again.status === 201 && again.body.run_id === facts.id
            ? []
            : [`its key started it but now answers ${again.status} ${JSON.stringify(again.body)}`]),
    ].map((loss) => `${who}: ${loss}`);
}

function effects(facts, shown, final) {
    const losses = [];
    const seen = shown.vars.seen.split(' ').filter(Boolean);
    for (const id of facts.signals) {
        const times = seen.filter((each) => each === id).length;
        if (times !== 1) {
            losses.push(`the acknowledged signal ${id} took effect ${times} times (${seen})`);
        }
    }
    if (new Set(seen).size !== seen.length || shown.vars.count !== seen.length) {
        losses.push(`expected each signal to count once but ${shown.vars.count} were counted: ${seen}`);
    }
    if (!['running', 'waiting', 'completed'].includes(shown.status) || (facts.ended && shown.status !== 'completed')) {
        losses.push(`${facts.ended ? 'it had ended but it' : 'it'} is ${shown.status} ${JSON.stringify(shown.incident)}`);
    }
    if (final && (shown.status !== 'completed' || shown.output?.outcome !== 'done' || seen.length !== stepsWanted)) {
        losses.push(`expected its end after ${stepsWanted} signals but it is ${shown.status} after ${seen.length}`);
    }
    return losses;
}

function turns(facts, items, shown) {
    const losses = [];
    const seqs = items.map(({ seq }) => seq);
    if (seqs.some((seq, i) => seq !== i + 1)) {
        losses.push(`expected the turns 1 to ${seqs.length} but the journal has ${seqs}`);
    }
    const starts = items.filter(({ command }) => command.name === 'run.start');
    if (starts.length !== 1 || starts[0].command.data.input?.name !== facts.key) {
        losses.push(`expected one start with the name ${facts.key} but found ${JSON.stringify(starts.map(({ command }) => command))}`);
    }
    const delivered = items.filter(({ command }) => command.name === 'signal.deliver').map(({ command }) => command.data.payload.id);
    if (new Set(delivered).size !== delivered.length) {
        losses.push(`a signal was delivered more than once: ${delivered}`);
    }
    for (const id of facts.signals) {
        if (!delivered.includes(id)) {
            losses.push(`the acknowledged signal ${id} is not in the journal (${delivered})`);
        }
    }
    const timers = items.filter(({ command }) => command.name === 'timer.fire').length;
    if (timers > 1 || (shown.status === 'completed' && timers !== 1)) {
        losses.push(`expected its one timer to fire once but it fired ${timers} times`);
    }
    return losses;
}
