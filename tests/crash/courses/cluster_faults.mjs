// Several servers on one database: one at a time is killed, frozen, or cut off from the database. The others go on, with
// its runs too, and it comes back without doing harm.

import { Judge } from '../judge.mjs';
import { GoingOn } from '../support/going_on.mjs';
import { pause } from '../support/random.mjs';

/** Longer than any lease lasts, with all its renewals. */
const faultMs = 20_000;
/** Until enough runs are in flight to say something about. */
const workMs = 2_000;
const readyWithinMs = 60_000;
const noticesWithinMs = 3_000;

/** Each strikes one server at a moment of the killer's, and answers how it is made well again. */
const faults = {
    'killed and started at once': (member, world) => killed(member, world, 0),
    'killed and started late': (member, world) => killed(member, world, faultMs),
    frozen: async ({ server }, { killer, random }) => {
        const moment = await killer.signal(random, server.pid, 'SIGSTOP');
        return { moment, lastsMs: faultMs, heal: () => server.thaw() };
    },
    'cut off from the database': (member, world) => cut(member, world, 'both'),
    'unheard by the database': (member, world) => cut(member, world, 'there'),
    'deaf to the database': (member, world) => cut(member, world, 'back'),
};

export async function clusterFaults(world) {
    const { options, random, report, cluster } = world;
    const names = Object.keys(faults).filter((name) => name.startsWith(options.only));
    for (let cycle = 1; cycle <= options.cycles; ++cycle) {
        for (const name of random.shuffled(names)) {
            if (report.over) {
                return;
            }
            await bear(name, random.pick(cluster.members), world);
        }
    }
}

async function bear(name, member, world) {
    const { report, client, cluster, crowd, look } = world;
    const isAlone = cluster.members.length === 1;
    report.doing = `${member.name} ${name}`;
    client.open();
    await pause(workMs);
    const { moment, lastsMs, heal } = await faults[name](member, world);
    // Looks on while the fault lasts, through the others.
    const eyes = new Judge({ send: (request) => client.deliver(request, member.number) }, world.accounts.admin);
    const goingOn = new GoingOn(eyes, crowd, moment.at);
    await pause(Math.max(0, moment.at + lastsMs - Date.now()));
    if (isAlone) {
        client.open();  // the patience of those who could ask nobody else begins anew
    }
    await heal();
    const healed = Date.now();
    await everybodyIsBack(world);
    const back = `back ${Date.now() - healed - noticesWithinMs} ms after its end`;
    const { told, losses: late } = await goingOn.end();
    await look.everybodyWaits();
    // With nobody else there, nobody could have gone on, or answered.
    const { losses, judged } = await look.judged({ unansweredCounts: !isAlone });
    const wait = `the longest wait for an answer ${look.longestWaitMs()} ms`;
    report.fault(`${member.name} ${name}`, moment, [told, wait, back, ...cluster.stops(), judged],
        isAlone ? losses : [...late, ...losses]);
}

async function everybodyIsBack({ client, cluster }) {
    await client.allReady(readyWithinMs);
    // Who has slept while others took over notices when he would next renew his lease, and may stop then.
    await pause(noticesWithinMs);
    await Promise.all(cluster.members.map(({ keeper }) => keeper.isUp()));
    await client.allReady(readyWithinMs);
}

async function killed({ server, keeper }, { killer, random }, lastsMs) {
    const moment = await killer.strike(server, random);
    return { moment, lastsMs, heal: () => keeper.up() };
}

async function cut({ wire }, { killer, random }, direction) {
    const moment = await killer.signal(random);
    await wire.cut(direction);
    return { moment, lastsMs: faultMs, heal: () => wire.heal() };
}
