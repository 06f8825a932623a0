// A change, and a value, in the words of those who draw flows.

import { pointers, type Change, type Conflict } from '@/model';
import { words } from '@/words';

export function changeTitle(change: Pick<Change | Conflict, 'what' | 'node' | 'pointer'>): string {
    const steps = pointers.split(change.pointer);
    const rest = change.node === undefined ? steps : steps.slice(2);
    const path = rest.filter((step) => step !== 'settings' && step !== 'next').join(' › ');
    return words.versions.change(words.versions.whats[change.what], change.node, path);
}

export function valueText(value: unknown): string {
    if (value === undefined) {
        return words.versions.nothing;
    }
    return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
