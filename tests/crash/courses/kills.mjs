// It is killed at random moments.

import { wholeAgain } from './whole_again.mjs';

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
