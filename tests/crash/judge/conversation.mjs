// A conversation: every acknowledged word is there once, in order, as it was said; it has not lost its place.

export async function judgeConversation(judge, facts, final) {
    const who = `conversation ${facts.id} of ${facts.name}`;
    const { status, body: shown } = await judge.get(`/api/conversations/${facts.id}`);
    if (status !== 200) {
        return [`${who} was acknowledged but the server answers ${status} ${JSON.stringify(shown)}`];
    }
    const messages = await allMessages(judge, facts.id);
    return [
        ...words(facts, messages, final),
        ...greetings(messages, final),
        ...besides(facts, shown, final),
        ...place(facts, shown),
    ].map((loss) => `${who}: ${loss}`);
}

async function allMessages(judge, id) {
    const messages = [];
    let cursor = 0;
    do {
        const { status, body } = await judge.get(`/api/conversations/${id}/messages?after=${cursor}`);
        if (status !== 200) {
            throw new Error(`expected the messages of ${id} but got ${status} ${JSON.stringify(body)}`);
        }
        messages.push(...body.items);
        cursor = body.cursor;
    } while (cursor);
    return messages;
}

function words(facts, messages, final) {
    const losses = [];
    const said = messages.filter(({ from }) => from === 'customer');
    const places = [];
    for (const { id, text } of facts.messages) {
        const found = said.filter((message) => message.id === id);
        if (found.length !== 1) {
            losses.push(`the acknowledged message ${id} '${text}' is there ${found.length} times`);
        } else if (found[0].text !== text) {
            losses.push(`the acknowledged message ${id} was '${text}' but is '${found[0].text}'`);
        }
        places.push(messages.findIndex((message) => message.id === id));
    }
    if (places.some((place, i) => place >= 0 && i > 0 && place < places[i - 1])) {
        losses.push(`the customer's messages are not in the order in which they were acknowledged: ${places}`);
    }
    // One more may be there whose answer never reached us. It will be sent again, and then it counts.
    const unheard = said.filter(({ id }) => !facts.messages.some((message) => message.id === id));
    if (unheard.length > (final ? 0 : 1)) {
        losses.push(`these messages are there but were refused, or never acknowledged: ${unheard.map(({ id }) => id)}`);
    }
    const replies = messages.filter(({ from }) => from === 'agent').map(({ text }) => text);
    losses.push(...once('reply', facts.replies, replies, final));
    return losses;
}

// The flow speaks each of its sentences once in a conversation, the welcome above all.
function greetings(messages, final) {
    const spoken = messages.filter(({ from }) => from === 'bot').map(({ text }) => text);
    const losses = [...new Set(spoken)]
        .filter((text) => spoken.indexOf(text) !== spoken.lastIndexOf(text))
        .map((text) => `the bot said twice '${text}'`);
    const welcomes = spoken.filter((text) => text.startsWith('Hello')).length;
    if (final && welcomes !== 1) {
        losses.push(`expected one welcome but there are ${welcomes}`);
    }
    return losses;
}

function besides(facts, shown, final) {
    const losses = once('note', facts.notes, shown.notes.map(({ text }) => text), final);
    for (const tag of facts.tags) {
        if (shown.tags.filter((each) => each === tag).length !== 1) {
            losses.push(`expected the acknowledged tag '${tag}' once but the tags are ${JSON.stringify(shown.tags)}`);
        }
    }
    for (const [name, value] of Object.entries(facts.fields)) {
        if (shown.fields[name] !== value) {
            losses.push(`expected the field ${name} to be '${value}', as the customer answered, but it is '${shown.fields[name]}'`);
        }
    }
    return losses;
}

// `taking` and `closing` were sent: from then on the state may have gone on without our hearing so.
function place(facts, shown) {
    const losses = [];
    if (facts.closed && shown.status !== 'closed') {
        losses.push(`it was closed but is ${shown.status}`);
    } else if (!facts.closing && shown.status === 'closed') {
        losses.push(`nobody closed it but it is closed (${shown.close_reason})`);
    } else if (facts.takers.size > 0 && !facts.closing && shown.status !== 'assigned') {
        losses.push(`it was taken but is ${shown.status}`);
    } else if (facts.queued && !facts.taking && !facts.closing && shown.status !== 'queued') {
        losses.push(`it was queued but is ${shown.status}`);
    }
    if (facts.takers.size > 1) {
        losses.push(`two people were told that they have it: ${[...facts.takers]}`);
    } else if (facts.takers.size === 1 && !facts.takers.has(shown.agent_id)) {
        losses.push(`${[...facts.takers]} took it but it belongs to ${shown.agent_id}`);
    }
    if (shown.status === 'queued') {
        const here = `${shown.queue}, ${shown.priority}, since ${shown.waiting_since}`;
        if (facts.place && facts.place !== here) {
            losses.push(`its place was ${facts.place} but is ${here}`);
        }
        facts.place = here;
    }
    return losses;
}

function once(what, acknowledged, found, final) {
    const losses = [];
    for (const text of acknowledged) {
        const times = found.filter((each) => each === text).length;
        if (times !== 1) {
            losses.push(`the acknowledged ${what} '${text}' is there ${times} times`);
        }
    }
    const others = found.filter((text) => !acknowledged.includes(text));
    if (others.length !== new Set(others).size || (final && others.length > 0)) {
        losses.push(`these are there as ${what} but were never acknowledged, or are there twice: ${others}`);
    }
    return losses;
}
