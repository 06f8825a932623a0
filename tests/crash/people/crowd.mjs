// Everybody who is at work: as many customers as conversations shall be in flight, agents, and programs that start runs.
// Whoever comes to his end is followed by the next.

import { Facts } from '../facts.mjs';
import { pause } from '../support/random.mjs';
import { Agent } from './agent.mjs';
import { Caller } from './caller.mjs';
import { Customer } from './customer.mjs';

const callersShare = 0.25;
const agentsShare = 0.3;
const goHomeWithinMs = 90_000;

export class Crowd {
    facts = new Facts();
    alive = 0;

    #numbers = 0;
    #busy = 0;

    constructor(world, conversations) {
        this.world = world;
        // Acknowledged is what is on our disk; what the judge is asked between two kills are the same facts.
        world.acknowledged = async (entry) => {
            await world.ledger.record(entry);
            this.facts.add(entry);
        };
        world.intended = world.acknowledged;
        for (let i = 0; i < conversations; ++i) {
            this.#keepsComing(() => this.#customer());
        }
        for (let i = 0; i < Math.ceil(conversations * callersShare); ++i) {
            this.#keepsComing(() => new Caller(world, ++this.#numbers).lives());
        }
        for (let i = 0; i < Math.ceil(conversations * agentsShare); ++i) {
            this.#keepsComing(() => new Agent(world, ++this.#numbers, i % 2 === 0 ? 'anna' : 'ben').works(() => this.alive === 0));
        }
    }

    /** With world.ending nobody follows any more: resolves when the last one is through. */
    async goneHome() {
        const until = Date.now() + goHomeWithinMs;
        while (this.#busy > 0 && Date.now() < until) {
            await pause(20);
        }
        if (this.#busy > 0) {
            this.world.report.finding(`expected everybody to be through within ${goHomeWithinMs / 1000} s but ` +
                `${this.#busy} are not, ${this.alive} of them customers`);
        }
    }

    async #customer() {
        ++this.alive;
        try {
            await new Customer(this.world, ++this.#numbers).lives();
        } finally {
            --this.alive;
        }
    }

    async #keepsComing(life) {
        ++this.#busy;
        while (!this.world.ending) {
            try {
                await life();
            } catch (error) {
                this.world.report.abort(error.stack ?? String(error));
                break;
            }
        }
        --this.#busy;
    }
}
