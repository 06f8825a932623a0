// The named places at which a build with planted faults can be made to die: all that the sources name.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Of these kinds the first time is the only one, or the one that matters; the others come up again and again. */
const timesMost = { open: 1, recover: 1, stop: 1, 'store.checkpoint': 2, timers: 4, outbox: 6, lease: 3, neighbours: 1 };
const usualTimesMost = 60;

/** Comes only when there is, or was a moment ago, another server. */
const ofSeveral = 'neighbours.handed_over';

/** Sources that run over one kind of store only. */
const ofOneStore = { sqlite: /\/store\/sqlite\//, postgres: /\/store\/postgres\/|\/neighbours\.cpp$/ };

/** store: sqlite or postgres. */
export function namedPlaces(store) {
    const elsewhere = Object.keys(ofOneStore).filter((kind) => kind !== store).map((kind) => ofOneStore[kind]);
    const names = new Set();
    for (const folder of ['runtime', 'api']) {
        for (const file of readdirSync(join(root, folder), { recursive: true })) {
            if (file.endsWith('.cpp') && !elsewhere.some((path) => path.test(`${folder}/${file}`))) {
                const text = readFileSync(join(root, folder, file), 'utf8');
                for (const [, argument] of text.matchAll(/fail_point\(([^;]*)\);/g)) {
                    [...argument.matchAll(/"([^"]+)"/g)].forEach(([, name]) => names.add(name));
                }
            }
        }
    }
    names.delete(ofSeveral);
    return [...names].sort();
}

export function timesOf(name, random) {
    const kind = Object.keys(timesMost).find((prefix) => name.startsWith(`${prefix}.`));
    return random.between(1, timesMost[kind] ?? usualTimesMost);
}
