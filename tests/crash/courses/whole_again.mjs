import { pause } from '../support/random.mjs';

const allShards = 64;
const wholeWithinMs = 30_000;

// On PostgreSQL a server listens as soon as it has a part of the runs; what it acknowledges for the others waits until
// the lease of the dead one is over. Only then may everything be there.
export async function wholeAgain(address) {
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
