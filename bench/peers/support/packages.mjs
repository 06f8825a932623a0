// Fetches what a peer needs from npm, into the peer's own folder, in the versions that its lock file names.

import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Missing } from './missing.mjs';
import { Program } from './program.mjs';

export async function install(folder, log) {
    const lock = join(folder, 'package-lock.json');
    const installed = join(folder, 'node_modules/.installed');
    if (existsSync(installed) && readFileSync(installed).equals(readFileSync(lock))) {
        return;
    }
    // No package here needs a script to be installed, so none may run one.
    const words = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    try {
        await new Program('npm', words, { log, folder }).done();
    } catch (error) {
        throw new Missing(`npm cannot install it: ${error.message.split('\n').slice(1, 4).join(' ')}`);
    }
    copyFileSync(lock, installed);
}

/** The version of a package that is installed in a peer's folder. */
export function versionOf(folder, name) {
    return JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version;
}
