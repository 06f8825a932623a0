// Requests over HTTP, a fixed number in flight: wrk, the same for every system, in a single thread.

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Program } from './program.mjs';

const script = fileURLToPath(new URL('load.lua', import.meta.url));
const patienceSeconds = 60;

export function needWrk() {
    try {
        execFileSync('which', ['wrk'], { stdio: 'ignore' });
    } catch {
        throw new Error('expected wrk, which makes the requests; install it with apt-get install wrk');
    }
}

/** Answers a second in at least `seconds` after `warm` seconds, and the median of all latencies in milliseconds. */
export async function load({ url, body, answer, authorization = '' }, { inFlight, warm, seconds, log }) {
    const environment = {
        LOAD_BODY: body,
        LOAD_ANSWER: answer,
        LOAD_AUTHORIZATION: authorization,
        LOAD_IN_FLIGHT: String(inFlight),
        LOAD_WARM_SECONDS: String(warm),
        LOAD_SECONDS: String(seconds),
    };
    const patience = `${warm + seconds + patienceSeconds}s`;
    const words = ['-t1', `-c${inFlight}`, `-d${patience}`, '--timeout', patience, '-s', script, url];
    const wrk = new Program('wrk', words, { log, environment });
    await wrk.says(/^(window over|load .*)$/m, warm + seconds + patienceSeconds + 5);
    wrk.interrupt();
    const found = (await wrk.done()).match(/^load answers=(.+) took=(.+) p50_us=(.+) bad=(.+) example=(.*)$/m);
    const [answers, took, p50, bad] = found.slice(1, 5).map(Number);
    if (bad > 0) {
        throw new Error(`expected every answer to have ${answer} but ${bad} had not, such as: ${found[5]}`);
    }
    if (took === 0) {
        throw new Error(`expected two rounds of ${inFlight} answers within ${patience} but there were fewer`);
    }
    return { rate: answers / took, p50: p50 / 1000 };
}
