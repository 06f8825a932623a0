// Our engine in memory: what `millrace bench engine` says of itself, on one core, in seconds of the processor.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Missing } from '../support/missing.mjs';
import { Program } from '../support/program.mjs';

const figures = { native: 'engine_native_node', script: 'engine_lua_script' };

export function engine(bin, log) {
    const program = join(bin, 'millrace');
    return {
        title: 'Millrace’s engine',
        prepare() {
            if (!existsSync(program)) {
                throw new Missing(`expected ${program} but there is none; scripts/build release millrace`);
            }
        },
        async measure({ seconds }) {
            const said = await new Program(program, ['bench', 'engine', '--seconds', String(seconds / 9)], { log }).done();
            const value = ([name, figure]) => [name, Number(said.match(new RegExp(`^${figure} (\\d+) `, 'm'))[1])];
            return Object.fromEntries(Object.entries(figures).map(value));
        },
    };
}
