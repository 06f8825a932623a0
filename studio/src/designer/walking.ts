// Moving over the flow with the arrows: right along the output that one stands on, left back to where one came from, up and
// down over the outputs of a node.

import { placesOf } from '@/canvas';
import * as model from '@/model';
import { words } from '@/words';
import { outputsAt, predecessor, titleOf } from './actions';
import type { Store } from './state';

/** The way that was walked, so that left leads back where one came from and not just anywhere. */
const cameFrom = new WeakMap<Store, Map<string, model.Wire>>();

function trail(store: Store): Map<string, model.Wire> {
    const found = cameFrom.get(store) ?? new Map<string, model.Wire>();
    cameFrom.set(store, found);
    return found;
}

export function walk(store: Store, direction: 'left' | 'right' | 'up' | 'down') {
    const node = store.only ?? first(store);
    if (node === undefined) {
        return;
    }
    if (store.only === null) {
        stand(store, node, null);
        return;
    }
    const outputs = outputsAt(store, node);
    const place = outputs.findIndex((output) => output.key === store.get().output);
    if (direction === 'right') {
        const output = outputs[place] ?? outputs.find((one) => one.to) ?? outputs[0];
        if (output?.to && Object.hasOwn(store.document.nodes, output.to)) {
            trail(store).set(output.to, { node, output: output.key });
            stand(store, output.to, null);
        } else if (output) {
            stand(store, node, output.key);
        }
    } else if (direction === 'left') {
        const known = trail(store).get(node);
        const isStill = known && model.targetOf(store.document, known) === node;
        const back = isStill ? known : predecessor(store.document, node);
        if (back) {
            stand(store, back.node, back.output);
        }
    } else {
        const next = direction === 'down' ? outputs[place + 1] : place > 0 ? outputs[place - 1] : undefined;
        if (next) {
            stand(store, node, next.key);
        } else if (direction === 'up' && place === 0) {
            stand(store, node, null);
        } else {
            step(store, node, direction === 'down' ? 1 : -1);
        }
    }
}

/** To the nearest node above or below, wherever wires lead. */
function step(store: Store, from: string, sign: 1 | -1) {
    const places = placesOf(store.document);
    const [x, y] = places[from] ?? [0, 0];
    let best: { id: string; far: number } | undefined;
    for (const id of Object.keys(store.document.nodes)) {
        const [a, b] = places[id] ?? [0, 0];
        const down = (b - y) * sign;
        const far = down + Math.abs(a - x) * 3;
        if (id !== from && down > 0 && Math.abs(a - x) < 400 && (!best || far < best.far)) {
            best = { id, far };
        }
    }
    if (best) {
        stand(store, best.id, null);
    }
}

/** In the order in which the outline reads; the last is followed by the first. */
export function walkOrder(store: Store, order: string[], by: 1 | -1) {
    const at = store.only === null ? -1 : order.indexOf(store.only);
    const next = order[(at + by + order.length) % order.length] ?? first(store);
    if (next !== undefined) {
        stand(store, next, null);
    }
}

export function first(store: Store): string | undefined {
    const { start, nodes } = store.document;
    return Object.hasOwn(nodes, start) ? start : Object.keys(nodes)[0];
}

export function stand(store: Store, node: string, output: string | null) {
    store.go(node, output);
    store.say(describe(store, node, output));
}

/** What a screen reader says of where one stands. */
export function describe(store: Store, node: string, output: string | null): string {
    const { document, types } = store;
    const type = types.get(document.nodes[node]?.type ?? '')?.title ?? words.designer.unknownType;
    const outputs = outputsAt(store, node);
    const wrong = store.get().problems.filter((problem) => problem.node === node).length;
    if (output !== null) {
        const one = outputs.find((other) => other.key === output);
        return words.designer.said.output(output, one?.to ? titleOf(store, one.to) : null);
    }
    return words.designer.said.node(titleOf(store, node), type, outputs.length, wrong);
}
