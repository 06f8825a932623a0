// What the command line asks for.

import { fileURLToPath } from 'node:url';
import { resolve } from 'node:path';

export const repository = fileURLToPath(new URL('../../..', import.meta.url));
export const peers = ['restate', 'dbos', 'node-red'];

const usage = `usage: bench/peers/run [--rounds N] [--seconds S] [--only NAME]… [--bin FOLDER] [--quick]

Runs Restate, DBOS, Node-RED and Millrace on the same work and prints the figures side by side. Writes them to
build/peers/ too. Nothing else should run meanwhile.

--rounds   how often each system is started, measured and stopped; figures are medians of the rounds (5)
--seconds  how long each throughput is measured in a round (8)
--only     ${peers.join(', ')}: that peer and what of ours stands beside it; millrace: ours alone; may be repeated
--bin      the folder with millrace (build/release/bin)
--quick    one short round of each, to see that everything works; its figures mean nothing`;

function fail(what) {
    console.error(`bench/peers/run: ${what}\n\n${usage}`);
    process.exit(2);
}

function wholeNumber(name, text) {
    const number = Number(text);
    if (!Number.isInteger(number) || number < 1) {
        fail(`expected a whole number after ${name} but got '${text}'`);
    }
    return number;
}

export function parse(words) {
    const found = { rounds: 5, seconds: 8, only: [], bin: resolve(repository, 'build/release/bin') };
    for (let i = 0; i < words.length; ++i) {
        const name = words[i];
        if (name === '--quick') {
            Object.assign(found, { rounds: 1, seconds: 3 });
        } else if (name === '--rounds' || name === '--seconds') {
            found[name.slice(2)] = wholeNumber(name, words[++i]);
        } else if (name === '--only') {
            found.only.push(...(words[++i] ?? '').split(','));
        } else if (name === '--bin') {
            found.bin = resolve(words[++i] ?? fail('expected a folder after --bin'));
        } else if (name === '-h' || name === '--help') {
            console.log(usage);
            process.exit(0);
        } else {
            fail(`expected an option but got '${name}'`);
        }
    }
    const stranger = found.only.find((name) => ![...peers, 'millrace'].includes(name));
    if (stranger !== undefined) {
        fail(`expected one of ${peers.join(', ')}, millrace after --only but got '${stranger}'`);
    }
    return found;
}
