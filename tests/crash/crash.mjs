// kill -9 at random moments, with customers, agents and API callers at work; then: is all that was acknowledged there,
// once, and does everything go on?

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Facts } from './facts.mjs';
import { failPoints, timesOf } from './fail_points.mjs';
import { Judge } from './judge.mjs';
import { judgeOrders } from './judge/orders.mjs';
import { options } from './options.mjs';
import { logIn } from './people/accounts.mjs';
import { Buyer } from './people/buyer.mjs';
import { Crowd } from './people/crowd.mjs';
import { publishOrdersFlow } from './people/orders_flow.mjs';
import { publishStepsFlow } from './people/steps_flow.mjs';
import { Client } from './support/client.mjs';
import { Killer } from './support/killer.mjs';
import { Ledger, readLedger } from './support/ledger.mjs';
import { Provider } from './support/provider.mjs';
import { pause, Random } from './support/random.mjs';
import { Report } from './support/report.mjs';
import { Server } from './support/server.mjs';

const comesThereWithinMs = 25_000;

const report = new Report(options);
const folder = await mkdtemp(join(tmpdir(), 'millrace-crash-'));
await mkdir(join(folder, 'data'));

const random = new Random(options.seed);
const server = new Server(options.program, folder);
const client = new Client();
const ledger = await Ledger.open(join(folder, 'acknowledged.jsonl'));
const provider = await Provider.open(random);
server.options.push('--allow-http', provider.address);
const world = { client, ledger, random, report, ending: false };
const stopDatabase = options.postgres ? server.onPostgres() : () => {};
server.onDeath = (how) => report.abort(`the server ended by itself with ${how}; it said:\n${server.lastWords()}`);

try {
    client.base = await server.up();
    world.accounts = await logIn(client);
    await publishStepsFlow(client, world.accounts.admin);
    await publishOrdersFlow(client, world.accounts.admin, provider.address);
    if (options.expectLosses) {
        await plantFault();
    }
    const judge = new Judge(client, world.accounts.admin);
    const crowd = new Crowd(world, options.conversations);
    const killer = new Killer(client.onTheWay, Math.ceil(options.conversations / 2));

    const buyers = [1, 2, 3].map((number) => new Buyer(world, number).works());
    if (options.failPoints) {
        await dieEverywhere(judge, crowd);
    }
    for (let kill = 1; !options.failPoints && kill <= options.kills && !report.over; ++kill) {
        client.open();
        const moment = await killer.strike(server, random);
        await client.quiet();
        await ledger.idle();
        const down = await recover();
        const { losses, judged } = await judge.look(crowd.facts.takeChanged());
        client.unanswered.splice(0).forEach((request) => report.finding(request));
        report.round(kill, { ...moment, ...down, conversations: crowd.alive, judged }, losses);
    }
    if (!report.over) {
        await finish(judge, crowd, buyers);
    }
} catch (error) {
    report.abort(error.stack ?? String(error));
}
await server.kill();
provider.close();
stopDatabase();
if (report.sound || options.expectLosses) {
    await rm(folder, { recursive: true, force: true });
} else {
    console.log(`kept for a closer look: ${folder}`);
}
process.exit(report.sum());

// What the people stand on is durable; from now on nothing is. A build without planted faults takes no notice, and then
// no losses are found.
async function plantFault() {
    await server.stop();
    server.environment.MILLRACE_FAULT = 'acknowledge_before_commit';
    await server.up();
    await client.quiet();
}

// At each place that the sources name, in turn: work goes on until it gets there, and it dies; then it must be whole.
async function dieEverywhere(judge, crowd) {
    const places = failPoints().filter((name) => name.startsWith(options.only));
    console.log(`${places.length} places to die at`);
    for (let cycle = 1; cycle <= options.cycles; ++cycle) {
        for (const name of random.shuffled(places)) {
            if (report.over) {
                return;
            }
            await server.kill();
            const nth = timesOf(name, random);
            const how = await server.upToDie({ MILLRACE_FAIL_AT: `${name}:${nth}` }, () => {
                client.open();
                if (name.startsWith('stop.')) {
                    setTimeout(() => server.askToStop(), random.between(50, 400));
                }
            }, comesThereWithinMs);
            await server.kill();
            await client.quiet();
            await ledger.idle();
            const began = Date.now();
            await server.up();
            const upAfterMs = Date.now() - began;
            const { losses, judged } = await judge.look(crowd.facts.takeChanged());
            client.unanswered.splice(0);  // a server that stands still at its end answers nothing
            report.place(name, nth, how, { upAfterMs, judged }, losses);
        }
    }
}

// Up again on the same data; now and then killed once more while it is still getting up.
async function recover() {
    let stumbles = 0;
    while (random.chance(0.15)) {
        await server.stumble(random.between(1, 400));
        ++stumbles;
    }
    const began = Date.now();
    await server.up();
    return { upAfterMs: Date.now() - began, stumbles };
}

// No kills any more: everybody comes to his end, and the whole log is judged, read again from the disk.
async function finish(judge, crowd, buyers) {
    client.open();
    world.ending = true;
    await crowd.goneHome();
    await Promise.all(buyers);
    await ledger.idle();
    report.final('everybody came to his end after the last kill', report.takeFindings());
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

    const status = await server.stop();
    report.final('a clean stop', status === 0 ? [] : [`expected the status 0 but got ${status}: ${server.lastWords()}`]);
    const { sound, output } = await server.verify();
    report.final(`millrace verify: ${output.trim().split('\n').at(-1)}`, sound ? [] : output.trim().split('\n'));
}
