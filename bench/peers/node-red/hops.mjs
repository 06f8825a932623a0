// Node-RED without editor and HTTP, in this process: messages that go round a ring of five function nodes.
// node hops.mjs FOLDER WARM_SECONDS SECONDS prints the hops and the seconds they took, all seconds of the processor.

import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const RED = createRequire(import.meta.url)('node-red');
const [folder, warm, seconds] = process.argv.slice(2);
const nodes = 5;
const messagesInFlight = 100;

const id = (place) => `function${place % nodes}`;
const ring = Array.from({ length: nodes }, (_, place) => ({
    id: id(place),
    type: 'function',
    z: 'ring',
    func: 'msg.payload = msg.payload + 1;\nreturn msg;',
    outputs: 1,
    wires: [[id(place + 1)]],
}));
writeFileSync(join(folder, 'flows.json'), JSON.stringify([{ id: 'ring', type: 'tab', label: 'Ring' }, ...ring]));

RED.init({
    userDir: folder,
    flowFile: 'flows.json',
    httpAdminRoot: false,
    httpNodeRoot: false,
    telemetry: { enabled: false },
});
const started = new Promise((resolve) => RED.events.once('flows:started', resolve));
await RED.start();
await started;

// Where there is one wire, a message is handed on and not copied, so that each tells how many hops it has made.
const messages = Array.from({ length: messagesInFlight }, () => ({ payload: 0 }));
const hops = () => messages.reduce((sum, { payload }) => sum + payload, 0);
messages.forEach((message, place) => RED.nodes.getNode(id(place)).receive(message));

const before = await after(processorSeconds() + Number(warm));
const end = await after(before.seconds + Number(seconds));
console.log(`hops ${end.hops - before.hops} in ${(end.seconds - before.seconds).toFixed(2)} s`);
process.exit(0);

// How far it was when the thread had worked so long; on a machine that is busy with others this takes longer.
async function after(seconds) {
    while (processorSeconds() < seconds) {
        await pause(20);
    }
    return { hops: hops(), seconds: processorSeconds() };
}

// Of the thread that runs the flow; what collects garbage beside it is not counted against it.
function processorSeconds() {
    const fields = readFileSync(`/proc/self/task/${process.pid}/stat`, 'utf8').split(') ')[1].split(' ');
    const [user, system] = [Number(fields[11]), Number(fields[12])];
    return (user + system) / 100;
}
