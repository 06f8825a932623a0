// Millrace: `millrace serve` on a folder (SQLite) or on PostgreSQL, and a flow of five Lua nodes that each commit what
// was before them.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Missing } from '../support/missing.mjs';
import { postgres } from '../support/postgres.mjs';
import { Program } from '../support/program.mjs';

const fiveNodes = fileURLToPath(new URL('../../flows/five_lua_nodes.json', import.meta.url));
const email = 'admin@bench.test';
const password = 'only-for-this-bench';

export function millrace(store, bin, log) {
    const program = join(bin, 'millrace');
    return {
        title: `Millrace on ${store}`,
        prepare: () => need(program, store),
        version: () => `Millrace ${execFileSync(program, ['--version'], { encoding: 'utf8' }).trim()}`,
        serve: (folder) => serve(program, store, folder, log),
    };
}

function need(program, store) {
    if (!existsSync(program)) {
        throw new Missing(`expected ${program} but there is none; scripts/build release millrace`);
    }
    const help = execFileSync(program, ['serve', '--help'], { encoding: 'utf8' });
    if (store === 'PostgreSQL' && !help.includes('--store')) {
        throw new Missing('this millrace was built without --store; scripts/build release millrace');
    }
}

async function serve(program, store, folder, log) {
    const environment =
        store === 'PostgreSQL' ? { MILLRACE_STORE: `${postgres(folder)}/postgres` } : { MILLRACE_DATA: folder };
    const tell = (...words) => execFileSync(program, words, { env: { ...process.env, ...environment } });
    tell('org', 'add', 'bench');
    tell('user', 'add', email, '--role', 'admin', '--password', password);
    tell('publish', durableFlow(folder));

    const server = new Program(program, ['serve', '--listen', '127.0.0.1:0'], { log, environment });
    const [, url] = await server.says(/^listening on (http:\S+)/m);
    const authorization = `Bearer ${await logIn(url)}`;
    return {
        url: `${url}/api/flows/five/runs?wait=30000`,
        body: '{"input":{}}',
        authorization,
        answer: '"sum":5',
        durableSteps: (_, text) => durableSteps(url, authorization, JSON.parse(text).run_id),
    };
}

// The flow of the other benches, with a commit before each of its nodes: their steps become durable ones.
function durableFlow(folder) {
    const flow = JSON.parse(readFileSync(fiveNodes, 'utf8'));
    for (const node of Object.values(flow.nodes)) {
        if (node.type === 'script.lua') {
            node.commit = 'before';
        }
    }
    const file = join(folder, 'five.json');
    writeFileSync(file, JSON.stringify(flow));
    return file;
}

async function logIn(url) {
    const answer = await fetch(`${url}/api/auth/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email, password }),
    });
    const text = await answer.text();
    if (!answer.ok) {
        throw new Error(`expected to log in but got ${answer.status} ${text}`);
    }
    return JSON.parse(text).token;
}

// Turns of the run's journal in which one of the five nodes was done: a turn is what is committed at once.
async function durableSteps(url, authorization, run) {
    const answer = await fetch(`${url}/api/runs/${run}/journal`, { headers: { authorization } });
    const { items } = await answer.json();
    return items.filter(({ steps }) => steps.some(({ left_by }) => left_by === 'done')).length;
}
