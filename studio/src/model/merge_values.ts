// Merging values of three versions, and the list of what could not be merged.

import type { What } from './diff';
import { isMembers } from './diff';
import { equal } from './equal';
import type { Named } from './lists';
import { isReordered, mergedOrder, namedElements } from './lists';
import type { Choices, Conflict, Side } from './merge';
import type { JsonMap } from './pointer';
import { join } from './pointer';

export interface Unit {
    pointer: string;
    what: What;
    node?: string;
}

export class Values {
    readonly conflicts: Conflict[] = [];

    constructor(private readonly choices: Choices) {}

    /** One unit: who changed it wins. */
    whole<T>(unit: Unit, base: T, mine: T, theirs: T): T {
        if (equal(mine, theirs) || equal(base, theirs)) {
            return mine;
        }
        if (equal(base, mine)) {
            return theirs;
        }
        return this.decide(unit, base, mine, theirs) === 'theirs' ? theirs : mine;
    }

    /** A conflict, and how it was decided so far. */
    decide(unit: Unit, base: unknown, mine: unknown, theirs: unknown): Side | undefined {
        const choice = this.choices.get(unit.pointer);
        this.conflicts.push({ ...unit, base, mine, theirs, ...(choice ? { choice } : {}) });
        return choice;
    }

    /** A map whose members are units. */
    members<T extends object>(unit: Unit, base: T | undefined, mine: T | undefined, theirs: T | undefined) {
        return this.each(unit, base, mine, theirs, (inner, b, m, t) => this.whole(inner, b, m, t)) as T | undefined;
    }

    /** Settings: maps within them, and elements that have names, are units of their own. */
    deep(unit: Unit, base: unknown, mine: unknown, theirs: unknown): unknown {
        if (equal(mine, theirs) || equal(base, theirs)) {
            return mine;
        }
        if (equal(base, mine)) {
            return theirs;
        }
        if (isMembers(mine) && isMembers(theirs) && (base === undefined || isMembers(base))) {
            return this.each(unit, base, mine, theirs, (inner, b, m, t) => this.deep(inner, b, m, t)) ?? {};
        }
        const lists = [base ?? [], mine, theirs].map(namedElements);
        const [b, m, t] = lists;
        return b && m && t ? this.list(unit, b, m, t) : this.whole(unit, base, mine, theirs);
    }

    private each(
        unit: Unit,
        base: object | undefined,
        mine: object | undefined,
        theirs: object | undefined,
        merge: (unit: Unit, base: unknown, mine: unknown, theirs: unknown) => unknown,
    ): JsonMap | undefined {
        if (mine === theirs || base === theirs) {
            return mine as JsonMap | undefined;
        }
        if (base === mine) {
            return theirs as JsonMap | undefined;
        }
        const [b, m, t] = [base ?? {}, mine ?? {}, theirs ?? {}] as [JsonMap, JsonMap, JsonMap];
        const merged: JsonMap = {};
        // Theirs first: it keeps the order that is on the server.
        for (const name of new Set([...Object.keys(t), ...Object.keys(m), ...Object.keys(b)])) {
            const value = merge({ ...unit, pointer: join(unit.pointer, name) }, b[name], m[name], t[name]);
            if (value !== undefined) {
                merged[name] = value;
            }
        }
        return Object.keys(merged).length > 0 ? merged : undefined;
    }

    private list(unit: Unit, base: Named[], mine: Named[], theirs: Named[]): unknown[] {
        const [b, m, t] = [base, mine, theirs].map((list) => new Map(list.map((one) => [one.token, one.item])));
        const kept = new Map<string, unknown>();
        for (const token of new Set([base, mine, theirs].flatMap((list) => list.map((one) => one.token)))) {
            const inner = { ...unit, pointer: join(unit.pointer, token) };
            const item = this.whole(inner, b?.get(token), m?.get(token), t?.get(token));
            if (item !== undefined) {
                kept.set(token, item);
            }
        }
        return this.ordered(unit, base, mine, theirs).flatMap((token) => (kept.has(token) ? [kept.get(token)] : []));
    }

    /** The tokens of a list in the order that the two sides agree on; a conflict when both put them in another one. */
    ordered(unit: Unit, ...versions: [base: Named[], mine: Named[], theirs: Named[]]): string[] {
        const [base, mine, theirs] = versions.map((list) => list.map((one) => one.token)) as [
            string[],
            string[],
            string[],
        ];
        const byMe = isReordered(base, mine);
        const byThem = isReordered(base, theirs);
        let order = byMe ? mine : byThem ? theirs : base;
        if (byMe && byThem && isReordered(mine, theirs)) {
            order = this.decide(unit, base, mine, theirs) === 'theirs' ? theirs : mine;
        }
        // What the chosen order no longer has may still stand in the list: behind what it stood behind.
        return mergedOrder(completed(order, base), base, [theirs, mine]);
    }
}

function completed(order: string[], base: string[]): string[] {
    const whole = [...order];
    base.forEach((token, i) => {
        if (!whole.includes(token)) {
            const before = base.slice(0, i).findLast((one) => whole.includes(one));
            whole.splice(before === undefined ? 0 : whole.indexOf(before) + 1, 0, token);
        }
    });
    return whole;
}
