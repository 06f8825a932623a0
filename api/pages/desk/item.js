// What the lists and the thread read out of a conversation as the API gives it: in full, or as a preview.

const priorities = ['urgent', 'high', 'normal', 'low'];

export function idOf(item) {
    return item.conversation_id;
}

export function titleOf(item) {
    return item.contact?.name || item.contact?.email || (item.preview ? 'New customer' : 'Visitor');
}

/** The user who has it, or null. */
export function agentIdOf(item) {
    return item.agent_id ?? null;
}

export function isMine(item, user) {
    return item.status === 'assigned' && agentIdOf(item) === user.userId;
}

export function waitingSinceOf(item) {
    return item.waiting_since ?? item.started_at;
}

/** Urgent ones first, then who has waited longest. */
export function byUrgency(one, other) {
    const rank = (item) => {
        const found = priorities.indexOf(item.priority);
        return found < 0 ? priorities.indexOf('normal') : found;
    };
    return rank(one) - rank(other) || Date.parse(waitingSinceOf(one)) - Date.parse(waitingSinceOf(other));
}
