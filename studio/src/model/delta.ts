// What is different between two JSON values, as a short list: how a history is stored without storing a document for
// every step. Lists are kept whole.

import { equal } from './equal';
import type { Json } from './pointer';
import { isMap, withMember } from './pointer';

/** At these steps the value is now this; without a second part it is no longer there. */
export type Step = [steps: string[], value: Json] | [steps: string[]];

export function delta(before: Json, after: Json): Step[] {
    const found: Step[] = [];
    collect(before, after, [], found);
    return found;
}

function collect(before: Json, after: Json, steps: string[], found: Step[]) {
    if (before === after) {
        return;
    }
    if (!isMap(before) || !isMap(after)) {
        if (!equal(before, after)) {
            found.push(after === undefined ? [steps] : [steps, after]);
        }
        return;
    }
    for (const name in after) {
        collect(before[name], after[name], [...steps, name], found);
    }
    for (const name in before) {
        if (before[name] !== undefined && !(name in after)) {
            found.push([[...steps, name]]);
        }
    }
}

export function apply(value: Json, changes: Step[]): Json {
    return changes.reduce((so_far, [steps, ...rest]) => put(so_far, steps, 0, rest[0]), value);
}

function put(here: Json, steps: string[], depth: number, value: Json): Json {
    const step = steps[depth];
    if (step === undefined) {
        return value;
    }
    const map = isMap(here) ? here : {};
    return withMember(map, step, put(map[step], steps, depth + 1, value));
}
