// kill -9 at random moments, or another fault, with customers, agents and API callers at work; then: is all that was
// acknowledged there, once, and does everything go on?

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clusterFaults } from './courses/cluster_faults.mjs';
import { databaseFaults } from './courses/database_faults.mjs';
import { failPoints } from './courses/fail_points.mjs';
import { kills } from './courses/kills.mjs';
import { Facts } from './facts.mjs';
import { Judge } from './judge.mjs';
import { judgeListeners } from './judge/listeners.mjs';
import { judgeOrders } from './judge/orders.mjs';
import { Look } from './look.mjs';
import { options } from './options.mjs';
import { logIn } from './people/accounts.mjs';
import { Buyer } from './people/buyer.mjs';
import { Crowd } from './people/crowd.mjs';
import { Listener } from './people/listener.mjs';
import { publishOrdersFlow } from './people/orders_flow.mjs';
import { publishStepsFlow } from './people/steps_flow.mjs';
import { Client } from './support/client.mjs';
import { Cluster } from './support/cluster.mjs';
import { Killer } from './support/killer.mjs';
import { Ledger, readLedger } from './support/ledger.mjs';
import { enterOwnNetwork } from './support/places/namespaces.mjs';
import { Provider } from './support/provider.mjs';
import { pause, Random } from './support/random.mjs';
import { Report } from './support/report.mjs';

const [, course] = [
    [options.failPoints, failPoints],
    [options.databaseFaults, databaseFaults],
    [options.cluster > 0, clusterFaults],
    [true, kills],
].find(([isIt]) => isIt);

if (options.namespaces) {
    enterOwnNetwork((why) => {
        const report = new Report(options);
        report.skip(`network namespaces: ${why}`);
        process.exit(report.sum());
    });
}

const report = new Report(options);
const folder = await mkdtemp(join(tmpdir(), 'millrace-crash-'));
const random = new Random(options.seed);
const cluster = await Cluster.open(options, folder);
const client = new Client(new Random(options.seed + 1), cluster.members.length);
const ledger = await Ledger.open(join(folder, 'acknowledged.jsonl'));
const provider = await Provider.open(random, cluster.address);
const world = { options, client, cluster, ledger, random, report, ending: false };
for (const { name, server } of cluster.members) {
    server.options.push('--allow-http', provider.address);
    server.onDeath = (how) => report.abort(`${name} ended by itself with ${how}; it said:\n${server.lastWords()}`);
}
if (course === databaseFaults || course === clusterFaults) {
    cluster.keptBy(report);
}

for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, async () => {
        await cluster.kill();
        await cluster.remove();
        process.exit(130);
    });
}

try {
    await cluster.up();
    cluster.members.forEach(({ server, number }) => client.leadsTo(server.base, number));
    world.accounts = await logIn(client);
    await publishStepsFlow(client, world.accounts.admin);
    await publishOrdersFlow(client, world.accounts.admin, provider.address);
    if (options.expectLosses) {
        await plantFault();
    }
    const judge = new Judge(client, world.accounts.admin);
    const listeners = course === clusterFaults ? cluster.members.map((member) => new Listener(world, member)) : [];
    await Promise.all(listeners.map(({ begun }) => begun));
    const crowd = new Crowd(world, options.conversations);
    const buyers = [1, 2, 3].map((number) => new Buyer(world, number).works());
    const killer = new Killer(client.onTheWay, Math.ceil(options.conversations / 2));
    await course({ ...world, judge, crowd, killer, look: new Look({ client, ledger, crowd, judge, report }) });
    if (!report.over) {
        await finish(judge, crowd, buyers, listeners);
    }
} catch (error) {
    const without = client.unanswered.length > 0 ? `\n${client.unanswered.length} requests had got no answer before` : '';
    report.abort((error.stack ?? String(error)) + without);
}
await cluster.kill();
provider.close();
await cluster.remove();
if (report.sound || options.expectLosses) {
    await rm(folder, { recursive: true, force: true });
} else {
    console.log(`kept for a closer look: ${folder}`);
}
process.exit(report.sum());

// What the people stand on is durable; from now on nothing is. A build without planted faults takes no notice, and then
// no losses are found.
async function plantFault() {
    const { server } = cluster;
    await server.stop();
    server.environment.MILLRACE_FAULT = 'acknowledge_before_commit';
    await server.up();
    await client.quiet();
}

// No faults any more: everybody comes to his end, and the whole log is judged, read again from the disk.
async function finish(judge, crowd, buyers, listeners) {
    report.doing = 'the end';
    client.open();
    world.ending = true;
    await crowd.goneHome();
    await Promise.all(buyers);
    await ledger.idle();
    report.final('everybody came to his end after the last fault', report.takeFindings());
    report.final(`${Buyer.orders.size} orders, of which the service heard ${provider.calls.length} times`,
        await judgeOrders(judge, Buyer.orders, provider, pause));
    report.final('nothing waits that is due, nothing is an incident', await judge.nothingStuck());

    const facts = new Facts();
    for (const entry of await readLedger(ledger.path)) {
        facts.add(entry);
    }
    const { losses, judged } = await judge.look(facts.all(), { final: true });
    report.final(`all of ${judged}, once`, losses);
    report.final('nobody is there who was never acknowledged', await judge.noStrangers(facts));
    if (listeners.length > 0) {
        const heard = listeners.reduce((sum, each) => sum + each.heard, 0);
        report.final(`a listener at each server heard of everybody, ${heard} events in all`,
            await judgeListeners(listeners, facts));
    }

    for (const { name, server } of cluster.members) {
        const status = await server.stop();
        report.final(`a clean stop of ${name}`,
            status === 0 ? [] : [`expected the status 0 but got ${status}: ${server.lastWords()}`]);
    }
    const { sound, output } = await cluster.server.verify();
    report.final(`millrace verify: ${output.trim().split('\n').at(-1)}`, sound ? [] : output.trim().split('\n'));
}
