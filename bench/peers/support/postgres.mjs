// A PostgreSQL of its own for each system and round, as Debian's package sets one up, and syncing.

import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { endsWith } from './ending.mjs';
import { Missing } from './missing.mjs';

const script = fileURLToPath(new URL('../../../runtime/store/postgres/testing/postgres_server', import.meta.url));

// The tests' server is made small; these are PostgreSQL's own defaults again.
const defaults = ["shared_buffers = '128MB'", 'max_connections = 100'];

export function postgresVersion() {
    return execFileSync('psql', ['--version'], { encoding: 'utf8' }).match(/\d[\d.]*/)[0];
}

/** Its address, without a database. */
export function postgres(folder) {
    let home, url;
    try {
        const words = ['start', '--durable', '--while', String(process.pid)];
        const env = { ...process.env, TMPDIR: folder };
        const said = execFileSync(script, words, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
        [home, url] = said.trim().split('\n');
    } catch (error) {
        throw new Missing((error.stderr || error.message).trim());
    }
    endsWith(() => execFileSync(script, ['stop', home]));
    for (const setting of defaults) {
        execFileSync('psql', ['-qX', `${url}/postgres`, '-c', `ALTER SYSTEM SET ${setting}`]);
    }
    execFileSync(script, ['restart', home]);
    return url;
}
