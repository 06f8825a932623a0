// One folder for everybody's data, so that all sync to the same disk.

import { chmodSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { endsWith } from './ending.mjs';

const tmpfs = 0x01021994;

export function scratch() {
    // Not /tmp: it may be in memory, where a sync costs nothing.
    const parent = process.env.TMPDIR ?? '/var/tmp';
    if (statfsSync(parent).type === tmpfs) {
        throw new Error(`expected a folder on a disk but ${parent} is in memory; name another with TMPDIR`);
    }
    const folder = mkdtempSync(join(parent, 'millrace-peers-'));
    // PostgreSQL's user must get through.
    chmodSync(folder, 0o755);
    endsWith(() => rmSync(folder, { recursive: true, force: true }));
    return folder;
}
