// What the command line asks for.

import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

const usage = `usage: tests/crash/run MILLRACE_BIN [--kills N] [--conversations N] [--seed S] [--postgres] [--expect-losses]
                       [--fail-points [--cycles N] [--only NAME]]

MILLRACE_BIN     the program, or the folder it is in
--kills          how often it is killed (20)
--conversations  how many are in flight all the time; half of them have a request on the way at each kill (50)
--seed           of what the people do and when the kills come (a new one each time)
--postgres       the data are in PostgreSQL, in a server of our own that is never killed
--expect-losses  the negative control: succeeds if, and only if, losses are found
--fail-points    of a build with planted faults: instead of at random moments it dies at each of its named places in turn
--cycles         how often at each of them (1)
--only           only at the places whose name begins so`;

function fail(what) {
    console.error(`tests/crash/run: ${what}\n\n${usage}`);
    process.exit(2);
}

function parse(args) {
    const found = { kills: 20, conversations: 50, seed: Date.now() % 1_000_000_007, postgres: false, expectLosses: false, failPoints: false, cycles: 1, only: '' };
    for (let i = 0; i < args.length; ++i) {
        const name = args[i];
        if (name === '--expect-losses') {
            found.expectLosses = true;
        } else if (name === '--postgres') {
            found.postgres = true;
        } else if (name === '--fail-points') {
            found.failPoints = true;
        } else if (name === '--only') {
            found.only = args[++i] ?? '';
        } else if (['--cycles', '--kills', '--conversations', '--seed'].includes(name)) {
            const number = Number(args[++i]);
            if (!Number.isInteger(number) || number < 1) {
                fail(`expected a whole number after ${name} but got '${args[i]}'`);
            }
            found[name.slice(2)] = number;
        } else if (name === '-h' || name === '--help') {
            console.log(usage);
            process.exit(0);
        } else if (name.startsWith('-') || found.program) {
            fail(`expected one program and options but got '${name}'`);
        } else {
            found.program = name;
        }
    }
    if (!found.program) {
        fail('expected the program to kill');
    }
    if (existsSync(found.program) && statSync(found.program).isDirectory()) {
        found.program = join(found.program, 'millrace');
    }
    if (!existsSync(found.program)) {
        fail(`expected a program but there is none at ${found.program}`);
    }
    return found;
}

export const options = parse(process.argv.slice(2));
