// The named places at which a build with planted faults can be made to die: all that the sources name.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** Of these kinds the first time is the only one, or the one that matters; the others come up again and again. */
const timesMost = { open: 1, recover: 1, stop: 1, 'store.checkpoint': 2, timers: 4, outbox: 6 };
const usualTimesMost = 60;

export function namedPlaces() {
    const names = new Set();
    for (const folder of ['runtime', 'api']) {
        for (const file of readdirSync(join(root, folder), { recursive: true })) {
            if (file.endsWith('.cpp')) {
                const text = readFileSync(join(root, folder, file), 'utf8');
                for (const [, argument] of text.matchAll(/fail_point\(([^;]*)\);/g)) {
                    [...argument.matchAll(/"([^"]+)"/g)].forEach(([, name]) => names.add(name));
                }
            }
        }
    }
    return [...names].sort();
}

export function timesOf(name, random) {
    const kind = Object.keys(timesMost).find((prefix) => name.startsWith(`${prefix}.`));
    return random.between(1, timesMost[kind] ?? usualTimesMost);
}
