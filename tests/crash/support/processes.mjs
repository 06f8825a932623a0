// What /proc says about processes that we, or our own children, have started.

import { readdirSync, readFileSync } from 'node:fs';
import { pause } from './random.mjs';

/** The process and its children, as they are this moment. */
export function family(pid) {
    const children = readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .map(Number)
        .filter((each) => statOf(each)?.parent === pid);
    return [pid, ...children];
}

/** Resolves when none of them is left; who only waits for his parent to notice is not. */
export async function allGone(pids) {
    while (pids.some((pid) => !['Z', 'X', undefined].includes(statOf(pid)?.state))) {
        await pause(10);
    }
}

// The name in the middle may hold anything, brackets and spaces included.
function statOf(pid) {
    try {
        const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
        const [state, parent] = text.slice(text.lastIndexOf(')') + 2).split(' ');
        return { state, parent: Number(parent) };
    } catch {
        return null;
    }
}
