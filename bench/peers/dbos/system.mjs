// DBOS: a library in an application in Node.js, which keeps its steps in PostgreSQL.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { install, versionOf } from '../support/packages.mjs';
import { postgres, postgresVersion } from '../support/postgres.mjs';
import { Program } from '../support/program.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));

export function dbos(log) {
    return {
        title: 'DBOS',
        prepare: () => install(here, log),
        version: () => `DBOS ${versionOf(here, '@dbos-inc/dbos-sdk')}, PostgreSQL ${postgresVersion()}`,
        serve: (folder) => serve(folder, log),
    };
}

async function serve(folder, log) {
    const database = postgres(folder);
    const app = new Program(process.execPath, [join(here, 'app.mjs')], {
        log,
        // DBOS looks for a configuration where it is started; there is none here.
        folder,
        environment: {
            NODE_ENV: 'production',
            DBOS_SYSTEM_DATABASE_URL: `${database}/five_dbos_sys`,
        },
    });
    const [, port] = await app.says(/^listening on (\d+)$/m);
    const url = `http://127.0.0.1:${port}`;
    return {
        url: `${url}/five`,
        body: '{}',
        answer: '{"sum":5}',
        durableSteps: async () => (await (await fetch(`${url}/steps`)).json()).steps,
    };
}
