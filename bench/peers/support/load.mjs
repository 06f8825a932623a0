// Requests over HTTP, a fixed number in flight: wrk, the same for every system, in a single thread.

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Program } from './program.mjs';

const script = fileURLToPath(new URL('load.lua', import.meta.url));

export function needWrk() {
    try {
        execFileSync('which', ['wrk'], { stdio: 'ignore' });
    } catch {
        throw new Error('expected wrk, which makes the requests; install it with apt-get install wrk');
    }
}

/** Answers a second within `seconds` after `warm` seconds, and the median of all latencies in milliseconds. */
export async function load({ url, body, answer, authorization = '' }, { inFlight, warm, seconds, log }) {
    const environment = {
        LOAD_BODY: body,
        LOAD_ANSWER: answer,
        LOAD_AUTHORIZATION: authorization,
        LOAD_WARM_SECONDS: String(warm),
        LOAD_SECONDS: String(seconds),
    };
    // A second more than the window, so that all requests are on the way until its end.
    const words = ['-t1', `-c${inFlight}`, `-d${warm + seconds + 1}s`, '--timeout', '60s', '-s', script, url];
    const said = await new Program('wrk', words, { log, environment }).done();
    const [, answers, p50, bad, example] = said.match(/^load answers=(\d+) p50_us=(\d+) bad=(\d+) example=(.*)$/m);
    if (Number(bad) > 0) {
        throw new Error(`expected every answer to have ${answer} but ${bad} had not, such as: ${example}`);
    }
    // Fewer than that, and the window has not seen everybody's turn: it would not be a rate.
    if (Number(answers) < inFlight) {
        throw new Error(`expected at least ${inFlight} answers in ${seconds} s but got ${answers}; give it more --seconds`);
    }
    return { rate: Number(answers) / seconds, p50: Number(p50) / 1000 };
}
