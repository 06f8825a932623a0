// Our engine in memory: what engine_bench says of itself, on one core, in seconds of the processor.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Missing } from '../support/missing.mjs';
import { Program } from '../support/program.mjs';

const figures = { native: 'engine_native_node', script: 'engine_lua_script' };
// engine_bench takes each figure six times.
const measures = 6;

export function engine(bin, log) {
    const program = join(bin, 'engine_bench');
    return {
        title: 'Millrace’s engine',
        prepare() {
            if (!existsSync(program)) {
                throw new Missing(`expected ${program} but there is none; scripts/build release engine_bench`);
            }
        },
        async measure({ seconds }) {
            const found = {};
            for (const [name, figure] of Object.entries(figures)) {
                const said = await new Program(program, [String(seconds / measures), figure], { log }).done();
                found[name] = Number(said.match(new RegExp(`^${figure} (\\d+) `, 'm'))[1]);
            }
            return found;
        },
    };
}
