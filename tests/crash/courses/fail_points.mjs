// At each place that the sources name, in turn: work goes on until it gets there, and it dies; then it must be whole.

import { namedPlaces, timesOf } from './named_places.mjs';
import { wholeAgain } from './whole_again.mjs';

const comesThereWithinMs = 25_000;

export async function failPoints({ options, random, report, client, cluster, look }) {
    const { server } = cluster;
    const places = namedPlaces(options.postgres ? 'postgres' : 'sqlite').filter((name) => name.startsWith(options.only));
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
            await look.everybodyWaits();
            const began = Date.now();
            await wholeAgain(await server.up());
            const upAfterMs = Date.now() - began;
            // A server that stands still at its end answers nothing.
            const { losses, judged } = await look.judged({ unansweredCounts: false });
            report.place(name, nth, how, { upAfterMs, judged }, losses);
        }
    }
}
