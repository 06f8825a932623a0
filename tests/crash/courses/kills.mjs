// It is killed at random moments.

import { pause } from '../support/random.mjs';

const allShards = 64;
const wholeWithinMs = 30_000;

export async function kills({ options, random, report, client, cluster, killer, look }) {
    const { server } = cluster;
    for (let kill = 1; kill <= options.kills && !report.over; ++kill) {
        client.open();
        const moment = await killer.strike(server, random);
        const alive = await look.everybodyWaits();
        const down = await recover(server, random);
        const { losses, judged } = await look.judged();
        report.round(kill, { ...moment, ...down, conversations: alive, judged }, losses);
    }
}

// Up again on the same data; now and then killed once more while it is still getting up.
async function recover(server, random) {
    let stumbles = 0;
    while (random.chance(0.15)) {
        await server.stumble(random.between(1, 400));
        ++stumbles;
    }
    const began = Date.now();
    const address = await server.up();
    await wholeAgain(address);
    return { upAfterMs: Date.now() - began, stumbles };
}

// On PostgreSQL a server listens as soon as it has a part of the runs; what it acknowledges for the others waits until
// the lease of the dead one is over. Only then may everything be there.
async function wholeAgain(address) {
    const until = Date.now() + wholeWithinMs;
    for (;;) {
        const text = await (await fetch(`${address}/metrics`)).text();
        const shards = Number(text.match(/^millrace_shards (\d+)$/m)?.[1]);
        if (shards === allShards) {
            return;
        }
        if (Date.now() > until) {
            throw new Error(`expected ${allShards} shards within ${wholeWithinMs / 1000} s but ${address} has ${shards}`);
        }
        await pause(50);
    }
}
