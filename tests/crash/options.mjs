// What the command line asks for.

import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

const usage = `usage: tests/crash/run MILLRACE_BIN [--kills N] [--conversations N] [--seed S] [--postgres] [--expect-losses]
                       [--fail-points | --database-faults | --cluster N | --namespaces] [--cycles N] [--only NAME]

MILLRACE_BIN       the program, or the folder it is in
--kills            how often it is killed (20)
--conversations    how many are in flight all the time; half of them have a request on the way at each kill (50)
--seed             of what the people do and when the kills come (a new one each time)
--postgres         the data are in PostgreSQL, in a server of our own that is never killed
--expect-losses    the negative control: succeeds if, and only if, losses are found
--fail-points      of a build with planted faults: instead of at random moments it dies at each of its named places in turn
--database-faults  instead of the program, its PostgreSQL is restarted, killed, cut off and failed over
--cluster          so many programs on one PostgreSQL; one at a time is killed, frozen or cut off from the database
--namespaces       the same, two or as many as --cluster says, with a network namespace each; skipped where there are none
--cycles           how often each of these faults comes (1); without them the same as --kills
--only             only the places or faults whose name begins so`;

const flags = {
    '--postgres': 'postgres', '--expect-losses': 'expectLosses', '--fail-points': 'failPoints',
    '--database-faults': 'databaseFaults', '--namespaces': 'namespaces',
};
const numbers = ['--cycles', '--kills', '--conversations', '--seed', '--cluster'];

function fail(what) {
    console.error(`tests/crash/run: ${what}\n\n${usage}`);
    process.exit(2);
}

function parse(args) {
    const found = { conversations: 50, seed: Date.now() % 1_000_000_007, cluster: 0, only: '' };
    Object.values(flags).forEach((name) => (found[name] = false));
    for (let i = 0; i < args.length; ++i) {
        const name = args[i];
        if (flags[name]) {
            found[flags[name]] = true;
        } else if (name === '--only') {
            found.only = args[++i] ?? '';
        } else if (numbers.includes(name)) {
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
    if ([found.failPoints, found.databaseFaults, found.cluster > 0 || found.namespaces].filter(Boolean).length > 1) {
        fail('expected one kind of fault but got several');
    }
    if (found.namespaces && found.cluster === 0) {
        found.cluster = 2;
    }
    found.kills ??= found.cycles ?? 20;
    found.cycles ??= 1;
    return { ...found, program: programIn(found.program) };
}

function programIn(path) {
    if (!path) {
        fail('expected the program to kill');
    }
    const program = existsSync(path) && statSync(path).isDirectory() ? join(path, 'millrace') : path;
    if (!existsSync(program)) {
        fail(`expected a program but there is none at ${program}`);
    }
    return program;
}

export const options = parse(process.argv.slice(2));
