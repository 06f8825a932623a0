// Strikes from a thread of its own, so that the moment has nothing to do with what our own requests wait for.

import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { family } from './processes.mjs';

const soonestMs = 50;
const latestMs = 1_500;
const patienceMs = 20_000;

export class Killer {
    constructor(onTheWay, least) {
        this.onTheWay = onTheWay;
        this.least = least;
    }

    /** Kills the server at a random moment at which enough conversations have a request on the way; says how many had. */
    async strike(server, random) {
        const gone = server.gone();
        const moment = await this.signal(random, server.pid, 'SIGKILL');
        await gone;
        return moment;
    }

    /** Sends a signal at such a moment; `withChildren` to the process and all that it has started. Without one it waits. */
    async signal(random, pid = 0, signal = 0, { withChildren = false } = {}) {
        const afterMs = random.between(soonestMs, latestMs);
        const worker = new Worker(new URL(import.meta.url), {
            workerData: { pid, signal, withChildren, onTheWay: this.onTheWay, least: this.least, afterMs, wobble: random.next() },
        });
        const { seen, struck, at } = await new Promise((resolve, reject) => {
            worker.once('message', resolve);
            worker.once('error', reject);
        });
        return { afterMs, least: this.least, onTheWay: seen[0], changing: seen[1], struck, at };
    }
}

if (!isMainThread) {
    const { pid, signal, withChildren, onTheWay, least, afterMs, wobble } = workerData;
    const never = new Int32Array(new SharedArrayBuffer(4));
    const sleep = (ms) => Atomics.wait(never, 0, 0, ms);
    sleep(afterMs);
    const until = Date.now() + patienceMs;
    while (Atomics.load(onTheWay, 0) < least && Date.now() < until) {
        sleep(0.1 + wobble);
    }
    const seen = [Atomics.load(onTheWay, 0), Atomics.load(onTheWay, 1)];
    const at = Date.now();
    const struck = pid ? (withChildren ? family(pid) : [pid]) : [];
    for (const each of struck) {
        try {
            process.kill(each, signal);
        } catch {
            // Gone already: whoever keeps it says why.
        }
    }
    parentPort.postMessage({ seen, struck, at });
}
