// Random numbers that a seed brings back.

export class Random {
    #state;

    constructor(seed) {
        this.#state = seed >>> 0;
    }

    /** From 0 up to but not 1. */
    next() {
        this.#state = (this.#state + 0x6d2b79f5) >>> 0;
        let mixed = this.#state;
        mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    }

    between(least, most) {
        return least + Math.floor(this.next() * (most - least + 1));
    }

    chance(share) {
        return this.next() < share;
    }

    pick(list) {
        return list[this.between(0, list.length - 1)];
    }

    shuffled(list) {
        const copy = [...list];
        for (let i = copy.length - 1; i > 0; --i) {
            const j = this.between(0, i);
            [copy[i], copy[j]] = [copy[j], copy[i]];
        }
        return copy;
    }
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
