// Deep equality of JSON values. Shared parts are equal at once, so comparing a document with its successor is quick.

import { isMap } from './pointer';

export function equal(a: unknown, b: unknown): boolean {
    if (a === b) {
        return true;
    }
    if (Array.isArray(a)) {
        return Array.isArray(b) && a.length === b.length && a.every((item, i) => equal(item, b[i]));
    }
    if (!isMap(a) || !isMap(b)) {
        return false;
    }
    let members = 0;
    for (const name in a) {
        if (a[name] === undefined) {
            continue; // as good as absent: JSON cannot say it
        }
        if (!Object.hasOwn(b, name) || !equal(a[name], b[name])) {
            return false;
        }
        ++members;
    }
    for (const name in b) {
        members -= b[name] === undefined ? 0 : 1;
    }
    return members === 0;
}
