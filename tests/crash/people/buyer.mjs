// Somebody who places orders, one after the other: each is a run that calls a service outside.

import { flow } from './orders_flow.mjs';
import { pause } from '../support/random.mjs';

export class Buyer {
    /** Runs by their key, as far as they were acknowledged. */
    static orders = new Map();

    constructor(world, number) {
        this.world = world;
        this.number = number;
    }

    async works() {
        const { client, accounts, random, report } = this.world;
        for (let n = 1; !this.world.ending; ++n) {
            const name = `order-${this.number}-${n}`;
            const { status, body } = await client.deliver({
                method: 'POST', path: `/api/flows/${flow}/runs`, token: accounts.admin.token, key: name, body: { input: { name } },
            });
            if (status !== 201) {
                report.finding(`${name} expected a run but got ${status} ${JSON.stringify(body)}`);
                return;
            }
            await this.world.ledger.record({ what: 'order', id: body.run_id, key: name });
            Buyer.orders.set(name, body.run_id);
            await pause(random.between(5, 40));
        }
    }
}
