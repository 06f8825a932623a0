// Everything on the loopback of one machine. Who is to be cut off from the database reaches it through a relay of his own.

import { Relay } from '../relay.mjs';

export class Loopback {
    address = '127.0.0.1';
    #relays = [];

    async place() {
        return { address: this.address, inside: [] };
    }

    async wire(_, database) {
        const relay = await Relay.open({ address: database.place.address, port: database.port });
        this.#relays.push(relay);
        return {
            url: `postgresql://millrace@${this.address}:${relay.port}/postgres`,
            cut: async (direction) => relay.cut(direction),
            heal: async () => relay.heal(),
        };
    }

    close() {
        this.#relays.forEach((relay) => relay.close());
    }
}
