// The servers under test, one or several on one database, and the world that they stand in: where they are, what they
// keep their data in, and the wires between them.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Pair } from './database/pair.mjs';
import { Postgres } from './database/postgres.mjs';
import { Keeper } from './keeper.mjs';
import { Loopback } from './places/loopback.mjs';
import { Namespaces } from './places/namespaces.mjs';
import { freePort } from './ports.mjs';
import { Server } from './server.mjs';

export class Cluster {
    members = [];
    database = null;
    #site;

    static async open(options, folder) {
        const cluster = new Cluster();
        cluster.#site = options.namespaces ? await Namespaces.open() : new Loopback();
        cluster.address = cluster.#site.address;
        if (options.databaseFaults) {
            cluster.database = await Pair.open(await cluster.#site.place());
        } else if (options.postgres || options.cluster > 0) {
            cluster.database = await Postgres.create(await cluster.#site.place(), await freePort());
        }
        for (let number = 0; number < Math.max(1, options.cluster); ++number) {
            cluster.members.push(await cluster.#member(number, options, folder));
        }
        return cluster;
    }

    /** For those who are one only. */
    get server() {
        return this.members[0].server;
    }

    /** Their addresses, the first one's before the others begin: it fills the empty store. */
    async up() {
        for (const { server } of this.members) {
            server.base = await server.up();
        }
    }

    /** From now on who stops by himself, as the manual says he may, is started again; who ends in another way is found. */
    keptBy(report) {
        this.members.forEach((member) => (member.keeper = new Keeper(member.server, report)));
    }

    stops() {
        return this.members.flatMap(({ keeper }) => keeper.stops.splice(0));
    }

    async kill() {
        await Promise.all(this.members.map(({ server }) => server.kill()));
    }

    async remove() {
        await this.database?.remove();
        this.#site.close();
    }

    async #member(number, options, folder) {
        const place = await this.#site.place();
        const data = join(folder, number === 0 ? 'data' : `data-${number + 1}`);
        await mkdir(data);
        const server = new Server(options.program, { data, log: join(folder, `server-${number + 1}.log`), place });
        const wire = options.cluster > 0 ? await this.#site.wire(place, this.database) : { url: this.database?.url };
        if (wire.url) {
            server.environment.MILLRACE_STORE = wire.url;
        }
        return { number, name: `server ${number + 1}`, server, wire };
    }
}
