// Where a new node goes: right of the one before it, and nobody stands there yet.

import { column, placesOf } from '@/canvas';
import type { FlowDocument, Place } from '@/model';

const width = 240;
const height = 170;
const step = 40;

export function placeAfter(document: FlowDocument, node: string, order = 0): Place {
    const from = placesOf(document)[node] ?? [0, 0];
    return freePlace(document, [from[0] + column, from[1] + order * 60]);
}

/** The nearest place from there on downwards where a node covers no other. */
export function freePlace(document: FlowDocument, [x, y]: Place): Place {
    const taken = Object.values(placesOf(document));
    const left = onGrid(x);
    let top = onGrid(y);
    while (taken.some(([a, b]) => Math.abs(a - left) < width && Math.abs(b - top) < height)) {
        top += step;
    }
    return [left, top];
}

function onGrid(value: number): number {
    return Math.round(value / 20) * 20;
}
