// JSON pointers (RFC 6901) into documents and settings. Changing at a pointer copies only the way that leads there.

export type Json = unknown;
export type JsonMap = Record<string, unknown>;

export function isMap(value: unknown): value is JsonMap {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Without listing its members: a map may have thousands. */
export function isEmptyMap(map: object): boolean {
    for (const name in map) {
        return name === undefined;
    }
    return true;
}

export function join(base: string, ...members: (string | number)[]): string {
    return members.reduce<string>(
        (so_far, member) => `${so_far}/${String(member).replaceAll('~', '~0').replaceAll('/', '~1')}`,
        base,
    );
}

export function split(pointer: string): string[] {
    if (pointer === '') {
        return [];
    }
    return pointer
        .slice(pointer.startsWith('/') ? 1 : 0)
        .split('/')
        .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The value there; undefined where nothing is. */
export function at(root: Json, pointer: string): Json {
    let value = root;
    for (const step of split(pointer)) {
        if (Array.isArray(value)) {
            value = /^\d+$/.test(step) ? value[Number(step)] : undefined;
        } else if (isMap(value) && Object.hasOwn(value, step)) {
            value = value[step];
        } else {
            return undefined;
        }
    }
    return value;
}

/** `inner` is at `outer` or below it. */
export function isWithin(inner: string, outer: string): boolean {
    return inner.startsWith(outer) && (inner.length === outer.length || inner[outer.length] === '/');
}

/**
 * The same root with another value at the pointer; undefined removes it (from a list, too). Maps on the way are made
 * where they are missing; the step `-` appends to a list. What does not change keeps its identity.
 */
export function withAt(root: Json, pointer: string, value: Json): Json {
    return placed(root, split(pointer), 0, value);
}

function placed(here: Json, steps: string[], depth: number, value: Json): Json {
    const step = steps[depth];
    if (step === undefined) {
        return value;
    }
    if (Array.isArray(here)) {
        return placedInList(here, step, steps, depth, value);
    }
    const map = isMap(here) ? here : {};
    const before = Object.hasOwn(map, step) ? map[step] : undefined;
    if (value === undefined && before === undefined) {
        return here;
    }
    const after = placed(before, steps, depth + 1, value);
    return after === before ? here : withMember(map, step, after);
}

function placedInList(list: unknown[], step: string, steps: string[], depth: number, value: Json): Json {
    const index = step === '-' ? list.length : Number(step);
    if (!Number.isInteger(index) || index < 0 || index > list.length) {
        return list;
    }
    const before = list[index];
    const after = placed(before, steps, depth + 1, value);
    if (after === before) {
        return list;
    }
    return after === undefined ? list.toSpliced(index, 1) : list.toSpliced(index, 1, after);
}

/** A copy of the map with this member, or without it when the value is undefined. */
export function withMember<T extends object>(map: T, name: string, value: unknown): T {
    const copy = { ...map } as JsonMap;
    if (value === undefined) {
        delete copy[name];
    } else {
        // A member named __proto__ would otherwise be lost.
        Object.defineProperty(copy, name, { value, enumerable: true, configurable: true, writable: true });
    }
    return copy as T;
}
