// Which element of one list is which of another. Options are told apart by their value, hooks by what they say and
// then by their event: so that two people may each change another element of one list.

import type { Hook } from './document';
import { equal } from './equal';
import { isMap } from './pointer';

/** An element under a name that it has in every version of the list. */
export interface Named<T = unknown> {
    token: string;
    item: T;
}

/** Undefined when the elements have no names of their own, or share one: then the list is one value. */
export function namedElements(list: unknown): Named[] | undefined {
    if (!Array.isArray(list)) {
        return undefined;
    }
    const named = list.flatMap((item: unknown) => {
        const token = nameOf(item);
        return token === undefined ? [] : [{ token, item }];
    });
    const isTold = named.length === list.length && new Set(named.map((one) => one.token)).size === list.length;
    return isTold ? named : undefined;
}

function nameOf(item: unknown): string | undefined {
    if (typeof item === 'string') {
        return item;
    }
    if (isMap(item)) {
        const name = item.value ?? item.key ?? item.name ?? item.id;
        return typeof name === 'string' ? name : undefined;
    }
    return undefined;
}

export function baseHooks(base: Hook[]): Named<Hook>[] {
    return base.map((item, i) => ({ token: String(i), item }));
}

/** A hook that says the same is the same one; then one on the same event, in their order; the rest are new. */
export function namedHooks(base: Hook[], side: Hook[]): Named<Hook>[] {
    const tokens: (string | undefined)[] = side.map(() => undefined);
    const free = new Set(base.keys());
    const match = (isSame: (before: Hook, after: Hook) => boolean) => {
        side.forEach((hook, i) => {
            const found = tokens[i] === undefined ? [...free].find((j) => isSame(base[j] as Hook, hook)) : undefined;
            if (found !== undefined) {
                tokens[i] = String(found);
                free.delete(found);
            }
        });
    };
    match(equal);
    match((before, after) => before.on === after.on && before.to === after.to);
    match((before, after) => before.on === after.on);
    const seen = new Map<string, number>();
    return side.map((item, i) => {
        const said = `+${JSON.stringify([item.on, item.to, item.when, item.repeat])}`;
        const count = seen.get(said) ?? 0;
        if (tokens[i] === undefined) {
            seen.set(said, count + 1);
        }
        return { token: tokens[i] ?? `${said}${count || ''}`, item };
    });
}

/** The elements that both have stand in another order. */
export function isReordered(before: readonly string[], after: readonly string[]): boolean {
    const [inBefore, inAfter] = [new Set(before), new Set(after)];
    const was = before.filter((token) => inAfter.has(token));
    const is = after.filter((token) => inBefore.has(token));
    return was.some((token, i) => token !== is[i]);
}

/**
 * One order of two: `order` for what the base had, and behind each the new ones that either side put there. Whose come
 * first where both put some does not depend on whose they are.
 */
export function mergedOrder(order: readonly string[], base: readonly string[], sides: (readonly string[])[]): string[] {
    const known = new Set(base);
    const runs = new Map<string, string[][]>();
    const placed = new Set<string>();
    for (const side of sides) {
        let anchor = '^';
        let run: string[] = [];
        for (const token of side) {
            if (known.has(token)) {
                anchor = `=${token}`;
                run = [];
            } else if (!placed.has(token)) {
                placed.add(token);
                run.push(token);
                if (run.length === 1) {
                    runs.set(anchor, [...(runs.get(anchor) ?? []), run]);
                }
            }
        }
    }
    const newAt = (anchor: string) => (runs.get(anchor) ?? []).sort(([a = ''], [b = '']) => (a < b ? -1 : 1)).flat();
    return [
        ...newAt('^'),
        ...order.filter((token) => known.has(token)).flatMap((token) => [token, ...newAt(`=${token}`)]),
    ];
}
