// What was seen: each system's figures, one set a round, and who was left out and why. Kept in build/peers/.

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './options.mjs';

const folder = join(repository, 'build/peers');

export class Results {
    failed = false;
    #rounds = new Map();
    #leftOut = new Map();

    constructor() {
        rmSync(join(folder, 'logs'), { recursive: true, force: true });
        mkdirSync(join(folder, 'logs'), { recursive: true });
    }

    /** Where a system's programs write what they say. */
    log(name) {
        return join(folder, 'logs', `${name}.log`);
    }

    add(name, figures) {
        this.#rounds.set(name, [...(this.#rounds.get(name) ?? []), figures]);
    }

    /** Its rounds so far do not count: they may have been part of what went wrong. */
    giveUp(name, why, { failed }) {
        this.failed ||= failed;
        this.#rounds.delete(name);
        this.#leftOut.set(name, `${failed ? 'failed' : 'missing'}: ${why}`);
    }

    givenUp(name) {
        return this.#leftOut.get(name);
    }

    /** A figure of a system, one value a round. */
    of(name, figure) {
        return (this.#rounds.get(name) ?? []).map((figures) => figures[figure]);
    }

    write(text) {
        writeFileSync(join(folder, 'figures.md'), text);
        writeFileSync(join(folder, 'rounds.json'), JSON.stringify(Object.fromEntries(this.#rounds), null, 1));
    }
}
