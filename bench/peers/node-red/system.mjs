// Node-RED: function nodes that hand messages on in memory, on one core.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { install, versionOf } from '../support/packages.mjs';
import { Program } from '../support/program.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const warmSeconds = 3;

export function nodeRed(log) {
    return {
        title: 'Node-RED',
        prepare: () => install(here, log),
        version: () => `Node-RED ${versionOf(here, 'node-red')}`,
        async measure({ folder, seconds }) {
            mkdirSync(folder);
            const words = [join(here, 'hops.mjs'), folder, String(warmSeconds), String(seconds)];
            const environment = { NODE_ENV: 'production' };
            const said = await new Program(process.execPath, words, { log, environment }).done();
            const [, hops, took] = said.match(/^hops (\d+) in (\S+) s$/m);
            if (Number(hops) === 0) {
                throw new Error('expected messages to go round in Node-RED but none did');
            }
            return { script: Number(hops) / Number(took) };
        },
    };
}
