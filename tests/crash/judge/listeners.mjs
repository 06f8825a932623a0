// Who listens at one server hears of everybody, once: of whom the other servers serve, and of what happened while his own
// one was dead.

import { pause } from '../support/random.mjs';

const heardWithinMs = 10_000;

export async function judgeListeners(listeners, facts) {
    const closed = [...facts.conversations.values()].filter((each) => each.closed);
    const until = Date.now() + heardWithinMs;
    while (listeners.some((listener) => missed(listener, closed).length > 0) && Date.now() < until) {
        await pause(200);
    }
    return listeners.flatMap((listener) => [
        ...missed(listener, closed).map(({ id, name }) => `never heard that conversation ${id} of ${name} was closed`),
        ...listener.twice.map((event) => `heard twice: ${event}`),
    ].map((loss) => `${listener.name} ${loss}`));
}

// After a resync he has looked by himself: only a listener without one must have heard everything.
function missed(listener, closed) {
    return listener.resyncs > 0 ? [] : closed.filter(({ id }) => !listener.events.get(id)?.has('conversation.closed'));
}
