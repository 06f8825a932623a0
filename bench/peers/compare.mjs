// Every system in turn, round by round, and a table of what was seen. Only one is up at a time: the machine is its own.

import { dbos } from './dbos/system.mjs';
import { measureDurable } from './durable.mjs';
import { engine } from './millrace/engine.mjs';
import { millrace } from './millrace/system.mjs';
import { nodeRed } from './node-red/system.mjs';
import { restate } from './restate/system.mjs';
import { endingWhatItStarts, unlessEnding } from './support/ending.mjs';
import { needWrk } from './support/load.mjs';
import { Missing } from './support/missing.mjs';
import { parse } from './support/options.mjs';
import { Results } from './support/results.mjs';
import { scratch } from './support/scratch.mjs';
import { comparisons, report } from './table.mjs';

const options = parse(process.argv.slice(2));
const results = new Results();

const systems = {
    'millrace-sqlite': millrace('SQLite', options.bin, results.log('millrace-sqlite')),
    'millrace-postgres': millrace('PostgreSQL', options.bin, results.log('millrace-postgres')),
    restate: restate(results.log('restate')),
    dbos: dbos(results.log('dbos')),
    engine: engine(options.bin, results.log('engine')),
    'node-red': nodeRed(results.log('node-red')),
};

const rows = comparisons(options.only);
const wanted = Object.keys(systems).filter((name) => rows.some(({ ours, theirs }) => ours === name || theirs === name));

await endingWhatItStarts(async () => {
    needWrk();
    const folder = scratch();
    await prepare();
    for (let round = 1; round <= options.rounds; ++round) {
        // Nobody is always first or always after the same one.
        const order = wanted.map((_, place) => wanted[(place + round - 1) % wanted.length]);
        for (const name of order.filter((name) => !results.givenUp(name))) {
            await measure(name, round, `${folder}/${name}-${round}`);
        }
    }
});
const text = report(rows, systems, results, options);
results.write(text);
console.log(text);
process.exitCode = results.failed ? 1 : 0;

async function prepare() {
    for (const name of wanted) {
        progress(`preparing ${systems[name].title}`);
        await attempt(name, () => systems[name].prepare());
    }
}

async function measure(name, round, folder) {
    const { title, measure = (context) => measureDurable(systems[name], context) } = systems[name];
    const context = { folder, seconds: options.seconds, log: results.log(name) };
    await attempt(name, async () => {
        const figures = await endingWhatItStarts(() => measure(context));
        results.add(name, figures);
        const seen = Object.entries(figures).map(([figure, value]) => `${figure} ${value.toFixed(2)}`);
        progress(`round ${round} of ${options.rounds}, ${title}: ${seen.join(', ')}`);
    });
}

// One that cannot be measured must not keep the others from it.
async function attempt(name, work) {
    try {
        await work();
    } catch (error) {
        await unlessEnding();
        results.giveUp(name, error.message, { failed: !(error instanceof Missing) });
        progress(`${systems[name].title} is left out: ${error.message}`);
    }
}

function progress(line) {
    console.error(`${new Date().toTimeString().slice(0, 8)} ${line}`);
}
