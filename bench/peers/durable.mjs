// Five durable steps, each committed before the next, asked for over HTTP by somebody who waits for the end. The same
// measure for every system: it is started on an empty store, proved, warmed up, measured and stopped.

import { mkdirSync } from 'node:fs';
import { load } from './support/load.mjs';

export const steps = 5;
export const inFlight = 256;
const settleSeconds = 3;

/** `serve` starts the system in a folder and answers what to ask of it and how to prove it. */
export async function measureDurable(system, { folder, seconds, log }) {
    mkdirSync(folder);
    const served = await system.serve(folder);
    await prove(system, served);
    // What compiles while it runs gets the time to, and PostgreSQL and RocksDB make their files.
    await load(served, { inFlight: 64, warm: 0, seconds: settleSeconds, log });
    // Those of the 64 that were on the way when the load stopped are done while this one warms up.
    const alone = await load(served, { inFlight: 1, warm: 2, seconds: Math.ceil(seconds / 2), log });
    const crowd = await load(served, { inFlight, warm: settleSeconds, seconds, log });
    return { throughput: crowd.rate, latency: alone.p50 };
}

// One run, looked at: it must have ended with the right sum, and the system's own store must tell five steps apart.
async function prove(system, { url, body, answer, authorization, durableSteps }) {
    const headers = { 'content-type': 'application/json', ...(authorization && { authorization }) };
    const response = await fetch(url, { method: 'POST', headers, body });
    const text = await response.text();
    if (!response.ok || !text.includes(answer)) {
        throw new Error(`expected ${system.title} to answer ${answer} but got ${response.status} ${text}`);
    }
    const found = await durableSteps(response, text);
    if (found !== steps) {
        throw new Error(`expected ${steps} durable steps in the store of ${system.title} but found ${found}`);
    }
}
