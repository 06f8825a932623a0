// A network of our own: a bridge, and on it a network namespace for each server and for the database. Nothing of it is
// seen outside, and it is gone when its last process is. A wire is cut where packets are addressed: towards a neighbour
// that nobody has they leave, and never arrive.

import { execFile, spawn, spawnSync } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { promisify } from 'node:util';
import { pause } from '../random.mjs';
import { directions } from '../relay.mjs';

const run = promisify(execFile);
const inside = 'MILLRACE_CRASH_NETWORK';
const nobodysAddress = '02:00:00:00:00:00';

/**
 * Runs this very program once more, in a network of its own, and ends with its status; returns when it is there. Where
 * the machine does not let us, `impossible` hears why.
 */
export function enterOwnNetwork(impossible) {
    if (process.env[inside]) {
        return;
    }
    const unshare = ['--net', ...(process.getuid() === 0 ? [] : ['--user', '--map-current-user', '--keep-caps'])];
    const probe = 'ip link add probe type bridge && ip link add near type veth peer name far && unshare --net true';
    const tried = spawnSync('unshare', [...unshare, 'sh', '-c', probe], { encoding: 'utf8' });
    if (tried.status !== 0) {
        impossible((tried.error?.message ?? tried.stderr).trim().split('\n').at(-1));
        return;
    }
    const words = [...unshare, process.execPath, ...process.argv.slice(1)];
    const { status } = spawnSync('unshare', words, { stdio: 'inherit', env: { ...process.env, [inside]: 'own' } });
    process.exit(status ?? 1);
}

export class Namespaces {
    address = '10.77.0.1';
    #count = 1;

    static async open() {
        const network = new Namespaces();
        await run('ip', ['link', 'set', 'lo', 'up']);
        await run('ip', ['link', 'add', 'bridge', 'type', 'bridge']);
        await run('ip', ['address', 'add', `${network.address}/24`, 'dev', 'bridge']);
        await run('ip', ['link', 'set', 'bridge', 'up']);
        return network;
    }

    /** A namespace of its own, with an address that all others reach. Whoever keeps it ends with us. */
    async place() {
        const number = ++this.#count;
        const keeper = spawn('setpriv', ['--pdeathsig', 'KILL', 'unshare', '--net', 'sleep', 'infinity'], { stdio: 'ignore' });
        await isElsewhere(keeper.pid);
        const place = { address: `10.77.0.${number}`, inside: ['nsenter', '--target', String(keeper.pid), '--net'] };
        await run('ip', ['link', 'add', `port${number}`, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', String(keeper.pid)]);
        await run('ip', ['link', 'set', `port${number}`, 'master', 'bridge', 'up']);
        await at(place, 'link', 'set', 'lo', 'up');
        await at(place, 'address', 'add', `${place.address}/24`, 'dev', 'eth0');
        await at(place, 'link', 'set', 'eth0', 'up');
        return place;
    }

    async wire(place, database) {
        const ends = { there: [place, database.place], back: [database.place, place] };
        const cut = [];
        return {
            url: database.url,
            cut: async (direction) => {
                for (const way of directions[direction]) {
                    const [from, to] = ends[way];
                    await at(from, 'neighbour', 'replace', to.address, 'lladdr', nobodysAddress, 'nud', 'permanent', 'dev', 'eth0');
                    cut.push(ends[way]);
                }
            },
            heal: async () => {
                for (const [from, to] of cut.splice(0)) {
                    await at(from, 'neighbour', 'delete', to.address, 'dev', 'eth0');
                }
            },
        };
    }

    close() {}
}

async function isElsewhere(pid) {
    const here = readlinkSync('/proc/self/ns/net');
    while (readlinkSync(`/proc/${pid}/ns/net`) === here) {
        await pause(5);
    }
}

async function at({ inside: words }, ...command) {
    const [program, ...rest] = [...words, 'ip', ...command];
    await run(program, rest);
}
