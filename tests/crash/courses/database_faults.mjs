// The program stays; it is its PostgreSQL that is restarted, killed, cut off and failed over, while people go on asking.

import { pause } from '../support/random.mjs';

const readyWithinMs = 60_000;

/** Each strikes at a moment of the killer's, and leaves the database whole again: a primary, and a standby in step. */
const faults = {
    'a fast restart': (world) => restarted(world, 'SIGINT'),
    'an immediate restart': (world) => restarted(world, 'SIGQUIT'),
    'killed and started again': async (world) => {
        const moment = await killed(world);
        await world.pair.primary.start();
        return moment;
    },
    'its backends terminated': async ({ pair, killer, random }) => {
        const moment = await killer.signal(random);
        for (let times = random.between(1, 5); times > 0; --times) {
            await terminateBackends(pair);
            await pause(random.between(10, 400));
        }
        return moment;
    },
    'failed over to its standby': async (world) => {
        const moment = await killed(world);
        await world.pair.failOver();
        return moment;
    },
    // Commits wait for a standby that has died, and whoever waits is thrown out: what he committed is in the primary, and
    // only there. Then the primary dies too, and the standby comes back in its place.
    'failed over to a standby that was away': async ({ pair, killer, random }) => {
        const { standby } = pair;
        const away = await killer.signal(random, standby.pid, 'SIGKILL', { withChildren: true });
        await standby.gone(away.struck);
        for (let times = random.between(1, 3); times > 0; --times) {
            await pause(random.between(200, 600));
            await terminateBackends(pair);
        }
        await pause(random.between(200, 600));
        await killed({ pair, killer, random });
        await standby.start();
        await pair.failOver();
        return away;
    },
};

export async function databaseFaults(world) {
    const { options, random, report } = world;
    const names = Object.keys(faults).filter((name) => name.startsWith(options.only));
    for (let cycle = 1; cycle <= options.cycles; ++cycle) {
        for (const name of random.shuffled(names)) {
            if (report.over) {
                return;
            }
            await bear(name, world);
        }
    }
}

async function bear(name, world) {
    const { report, client, cluster, look } = world;
    const pair = cluster.database;
    report.doing = name;
    client.open();
    const moment = await faults[name]({ ...world, pair });
    const began = Date.now();
    await Promise.all(cluster.members.map(({ keeper }) => keeper.isUp()));
    await client.allReady(readyWithinMs);
    const ready = `ready ${Date.now() - began} ms after the database`;
    await pair.whole();
    await look.everybodyWaits();
    const { losses, judged } = await look.judged();
    const wait = `the longest wait for an answer ${look.longestWaitMs()} ms`;
    // No standby of ours was ever behind: a server that misses what it had acknowledged has acknowledged it too early.
    const stops = cluster.stops();
    const missed = stops.filter((line) => line.includes('has been lost')).map((line) => `the server says itself: ${line}`);
    report.fault(name, moment, [ready, wait, ...stops, judged], [...losses, ...missed]);
}

async function restarted({ pair, killer, random }, signal) {
    const { primary } = pair;
    const gone = primary.gone();
    const moment = await killer.signal(random, primary.pid, signal);
    await gone;
    await primary.start();
    return moment;
}

async function killed({ pair, killer, random }) {
    const moment = await killer.signal(random, pair.primary.pid, 'SIGKILL', { withChildren: true });
    await pair.primary.gone(moment.struck);
    return moment;
}

const terminateBackends = ({ primary }) => primary.ask(
    'SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity' +
    " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()");
