// A hundred agents take from one queue of a thousand at once: each conversation gets one owner, and each loser is told.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { password } from '../browser/support/server.mjs';
import { isDone, Wire } from './support/wire.mjs';

const script = fileURLToPath(new URL('../../runtime/store/postgres/testing/postgres_server', import.meta.url));
// A third of it, unless somebody asks for the whole: MILLRACE_CROWD=100.
const agents = Number(process.env.MILLRACE_CROWD ?? 30);
const crowd = { agents, conversations: agents * 10, each: 10 };

/** So many at a time: a client has only so many connections. */
async function forEach(count, what, atOnce = 25) {
    let next = 0;
    await Promise.all(Array.from({ length: atOnce }, async () => {
        while (next < count) {
            await what(next++);
        }
    }));
}

async function takeAll(servers) {
    const [wire] = servers;
    const at = (i) => servers[i % servers.length];
    const admin = await wire.login('admin@demo.test');
    isDone(await wire.ask('POST', '/api/teams', { token: admin, body: { key: 'crowd', name: 'Crowd' } }), 201);
    const agents = [];
    await forEach(crowd.agents, async (i) => {
        const email = `agent${i}@crowd.test`;
        const body = { email, name: `Agent ${i}`, password, teams: ['crowd'] };
        const { userId } = isDone(await wire.ask('POST', '/api/users', { token: admin, body }), 201);
        isDone(await wire.ask('PUT', `/api/agents/${userId}/capacity`, { token: admin, body: { chat: crowd.each, voice: 1 } }));
        agents.push({ userId, wire: at(i), token: await at(i).login(email), taken: [], lost: 0 });
    });
    const waiting = [];
    await forEach(crowd.conversations, async (i) => {
        const visitor = isDone(await at(i).ask('POST', '/api/chat/web/conversations', { body: {} }), 201);
        const id = visitor.conversation_id;
        isDone(await at(i).ask('POST', `/api/chat/conversations/${id}/human`, { token: visitor.token, body: {} }), 202);
        waiting.push(id);
    });
    await forEach(crowd.conversations, async (i) => {
        await wire.until(() => wire.ask('GET', `/api/conversations/${waiting[i]}`, { token: admin }), ({ json }) => json.status === 'queued', 'a place in the queue');
        isDone(await wire.ask('POST', `/api/conversations/${waiting[i]}/transfer`, { token: admin, body: { queue: 'crowd' } }));
    });

    await Promise.all(agents.map(async (agent, number) => {
        while (agent.taken.length < crowd.each) {
            const seen = isDone(await agent.wire.ask('GET', '/api/conversations?status=queued&queue=crowd&sort=oldest&limit=20', { token: agent.token })).items;
            assert.ok(seen.length > 0, `agent ${number} has ${agent.taken.length} and nothing waits any more`);
            // All reach for the same few, so that many of them lose.
            const { conversation_id: id } = seen[(number + agent.lost) % seen.length];
            const answer = await agent.wire.ask('POST', `/api/conversations/${id}/take`, { token: agent.token, body: {} });
            if (answer.status === 200) {
                assert.equal(answer.json.agent_id, agent.userId);
                agent.taken.push(id);
            } else {
                assert.equal(answer.status, 409, answer.text);
                assert.equal(answer.json.code, 'conversation.already_taken', answer.text);
                agent.lost += 1;
            }
        }
        // He has all that he can have.
        const more = waiting.find((id) => !agent.taken.includes(id));
        assert.ok([409].includes((await agent.wire.ask('POST', `/api/conversations/${more}/take`, { token: agent.token, body: {} })).status));
    }));

    const owners = new Map();
    for (const { userId, taken } of agents) {
        for (const id of taken) {
            assert.ok(!owners.has(id), `${id} was given to two`);
            owners.set(id, userId);
        }
    }
    assert.equal(owners.size, crowd.conversations);
    await forEach(crowd.conversations, async (i) => {
        const { status, agent_id } = isDone(await at(i).ask('GET', `/api/conversations/${waiting[i]}`, { token: admin }));
        assert.deepEqual({ status, agent_id }, { status: 'assigned', agent_id: owners.get(waiting[i]) });
    });
    const lost = agents.reduce((sum, agent) => sum + agent.lost, 0);
    assert.ok(lost > crowd.agents, `only ${lost} came too late: nobody raced`);
}

test('QUEUE-3 on SQLite', async () => {
    const wire = await Wire.open();
    try {
        await takeAll([wire]);
    } finally {
        await wire.close();
    }
});

test('QUEUE-3 on PostgreSQL, at two servers', async () => {
    const [folder, url] = execFileSync(script, ['start', '--while', String(process.pid)], { encoding: 'utf8' }).trim().split('\n');
    const servers = [];
    try {
        for (const _ of [1, 2]) {
            servers.push(await Wire.open({ environment: { MILLRACE_STORE: `${url}/postgres` } }));
        }
        await takeAll(servers);
    } finally {
        await Promise.all(servers.map((wire) => wire.close()));
        execFileSync(script, ['stop', folder]);
    }
});
