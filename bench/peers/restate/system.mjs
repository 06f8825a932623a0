// Restate: a server that keeps the journal, and a service in Node.js that it calls over HTTP/2.

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { install, versionOf } from '../support/packages.mjs';
import { freePort } from '../support/ports.mjs';
import { Program } from '../support/program.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const upWithinMs = 60_000;

export function restate(log) {
    return {
        title: 'Restate',
        prepare: () => install(here, log),
        version: () => `Restate ${version('server')} (SDK ${version('sdk')})`,
        serve: (folder) => serve(folder, log),
    };
}

function version(part) {
    return versionOf(here, `@restatedev/restate-${part}`);
}

async function serve(folder, log) {
    const [ingress, admin, node] = [await freePort(), await freePort(), await freePort()];
    new Program(serverProgram(), ['--no-logo', '--base-dir', join(folder, 'data')], {
        log,
        folder,
        environment: {
            RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
            RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
            RESTATE_BIND_ADDRESS: `127.0.0.1:${node}`,
            RESTATE_ADVERTISED_ADDRESS: `http://127.0.0.1:${node}/`,
            RESTATE_DISABLE_TELEMETRY: 'true',
            DO_NOT_TRACK: '1',
        },
    });
    const service = new Program(process.execPath, [join(here, 'service.mjs')], {
        log,
        environment: { NODE_ENV: 'production' },
    });
    const [, port] = await service.says(/^listening on (\d+)$/m);
    await introduce(`http://127.0.0.1:${admin}`, `http://127.0.0.1:${port}`);
    return {
        url: `http://127.0.0.1:${ingress}/five/run`,
        body: '{}',
        answer: '{"sum":5}',
        durableSteps: (response) => durableSteps(`http://127.0.0.1:${admin}`, response.headers.get('x-restate-id')),
    };
}

// The program itself and not the package's script around it, so that its process id is ours to end.
function serverProgram() {
    const { resolve } = createRequire(join(here, 'node_modules/@restatedev/restate-server/package.json'));
    return resolve(`@restatedev/restate-server-${process.platform}-${process.arch}/bin/restate-server`);
}

// The server must be up before it hears of the service, and its partitions before they take an invocation.
async function introduce(admin, uri) {
    const until = Date.now() + upWithinMs;
    for (let found = 'no answer'; ; await pause(200)) {
        const answer = await fetch(`${admin}/deployments`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ uri }),
        }).catch(() => null);
        if (answer?.ok) {
            return;
        }
        found = answer ? `${answer.status} ${await answer.text()}` : found;
        if (Date.now() > until) {
            throw new Error(`expected Restate to take the service within ${upWithinMs / 1000} s but got ${found}`);
        }
    }
}

// Of an invocation's journal: how many results of steps it keeps.
async function durableSteps(admin, invocation) {
    const answer = await fetch(`${admin}/query`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify({ query: `SELECT entry_type FROM sys_journal WHERE id = '${invocation}'` }),
    });
    const { rows } = await answer.json();
    return rows.filter(({ entry_type }) => entry_type === 'Notification: Run').length;
}
