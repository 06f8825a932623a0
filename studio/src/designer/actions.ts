// What people do to a flow in the designer, each as one edit with a name.

import { inOrder, newOutput, placesOf, stepSize, wireId } from '@/canvas';
import * as model from '@/model';
import type { FlowDocument, NodeOutput, Place, Wire } from '@/model';
import { words } from '@/words';
import { freePlace, placeAfter } from './placing';
import type { Adding, Store } from './state';

export function outputsAt(store: Store, node: string): NodeOutput[] {
    const { document, types, outcomes } = store;
    return inOrder(model.outputsOf(document, node, types, outcomes), types.get(document.nodes[node]?.type ?? ''));
}

/** The output to add at: the chosen one, else the first that leads nowhere, else the first. */
export function outputToUse(store: Store, node: string): string | null {
    const outputs = outputsAt(store, node);
    const chosen = store.get().output;
    if (chosen !== null && outputs.some((output) => output.key === chosen)) {
        return chosen;
    }
    const open = outputs.find((output) => !output.to) ?? outputs[0];
    return open?.key ?? (namesOutputs(store, node) ? newOutput : null);
}

export function namesOutputs(store: Store, node: string): boolean {
    const from = store.types.get(store.document.nodes[node]?.type ?? '')?.outputs_from;
    return from === 'next' || from === 'flow';
}

/** Opens the list of types at what is selected. */
export function beginAdding(store: Store, adding?: Adding) {
    if (store.readOnly !== null) {
        return;
    }
    const { selection } = store.get();
    const wire = selection.wire === null ? undefined : wireOf(selection.wire);
    const node = store.only;
    const output = node === null ? null : outputToUse(store, node);
    const there = adding ?? (wire ? { wire } : node !== null && output ? { from: { node, output } } : {});
    store.set({ adding: there });
}

/** Adds a node where the list was opened, and goes there. */
export function add(store: Store, type: string, adding: Adding, settings?: Record<string, unknown>): string | null {
    if (store.readOnly !== null) {
        return null;
    }
    const { document, types } = store;
    const title = types.get(type)?.title ?? type;
    const avoid = model.idsEver(store.get().history);
    const made = addedTo(store, document, type, adding, { settings, avoid });
    store.set({ adding: null });
    if (!made.id) {
        return null;
    }
    store.act('addNode', made.document);
    store.go(made.id);
    store.say(words.designer.said.added(title));
    return made.id;
}

interface More {
    settings?: Record<string, unknown>;
    avoid: ReadonlySet<string>;
}

function addedTo(store: Store, document: FlowDocument, type: string, adding: Adding, more: More) {
    const { wire, from } = adding;
    // A wire that leads somewhere already gets the node in its middle.
    const through = wire ?? (from && !adding.at && model.targetOf(document, from) !== undefined ? from : undefined);
    if (through) {
        const target = model.targetOf(document, through) ?? '';
        const places = placesOf(document);
        const [a, b] = [places[through.node], places[target]];
        const at: Place = a && b ? [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2] : placeAfter(document, through.node);
        return model.insertOnWire(document, through, type, store.types, { at: freePlace(document, at), ...more });
    }
    if (from) {
        const order = outputsAt(store, from.node).filter((output) => output.kind === 'ok' && output.to).length;
        const at = adding.at ? centred(adding.at) : placeAfter(document, from.node, order);
        const output = from.output === newOutput ? mintOutput(document, from.node) : from.output;
        return model.addNode(document, { type, at: freePlace(document, at), from: { ...from, output }, ...more });
    }
    const at = freePlace(document, adding.at ? centred(adding.at) : [0, 0]);
    const { document: next, id } = model.addNode(document, { type, at, ...more });
    // Whoever removed the start and adds a node most likely means that one.
    return { document: next.start ? next : model.setStart(next, id), id };
}

function centred([x, y]: Place): Place {
    return [x, y - 20];
}

/** branch_1, branch_2 …: the first that this node does not have. */
function mintOutput(document: FlowDocument, node: string): string {
    const taken = document.nodes[node]?.next ?? {};
    let number = 1;
    while (Object.hasOwn(taken, `branch_${number}`)) {
        number += 1;
    }
    return `branch_${number}`;
}

export function connect(store: Store, from: Wire, to: string) {
    const output = from.output === newOutput ? mintOutput(store.document, from.node) : from.output;
    store.act('connect', (document) => model.connect(document, { node: from.node, output }, to));
    store.say(words.designer.said.connected(output, titleOf(store, to)));
}

export function disconnect(store: Store, from: Wire) {
    store.act('disconnect', (document) => model.disconnect(document, from));
}

/** Removes what is selected, and stands on what led there. */
export function removeSelected(store: Store) {
    const { selection } = store.get();
    if (selection.wire !== null) {
        const wire = wireOf(selection.wire);
        disconnect(store, wire);
        store.go(wire.node, wire.output);
        return;
    }
    const nodes = store.chosen;
    const notes = [...selection.nodes].filter((id) => id.startsWith('note:')).map((id) => id.slice(5));
    if (nodes.length + notes.length === 0) {
        return;
    }
    const before = nodes.length === 1 && nodes[0] ? predecessor(store.document, nodes[0]) : undefined;
    const title = nodes.length === 1 && nodes[0] ? titleOf(store, nodes[0]) : words.designer.number(nodes.length);
    store.act('removeNodes', (document) =>
        notes.reduce((so_far, note) => model.removeNote(so_far, note), model.removeNodes(document, nodes)),
    );
    if (before && Object.hasOwn(store.document.nodes, before.node)) {
        store.go(before.node, before.output);
    }
    store.say(words.designer.said.removed(title));
}

export function predecessor(document: FlowDocument, node: string): Wire | undefined {
    return model.wiresOf(document).find((wire) => wire.to === node && wire.node !== node);
}

export function titleOf(store: Store, id: string): string {
    const node = store.document.nodes[id];
    return node ? node.title || store.types.get(node.type)?.title || node.type : id;
}

export function wireOf(id: string): Wire {
    const cut = id.indexOf('/');
    return { node: id.slice(0, cut), output: id.slice(cut + 1) };
}

export function selectWire(store: Store, wire: Wire) {
    store.select({ nodes: new Set(), wire: wireId(wire.node, wire.output) });
}

export function selectAll(store: Store) {
    store.select({ nodes: new Set(Object.keys(store.document.nodes)), wire: null });
    store.say(words.designer.said.selected(store.get().selection.nodes.size));
}

function optionsOf(store: Store) {
    return { types: store.types, avoid: model.idsEver(store.get().history) };
}

/** A copy of what is selected, beside it. */
export function duplicateSelected(store: Store) {
    const nodes = store.chosen;
    if (nodes.length > 0) {
        const made = model.duplicate(store.document, nodes, optionsOf(store));
        store.act('duplicate', made.document);
        store.select({ nodes: new Set(made.ids), wire: null });
    }
}

export function groupSelected(store: Store) {
    const nodes = store.chosen;
    if (nodes.length > 0) {
        store.act(
            'addGroup',
            (document) => model.addGroup(document, { title: words.designer.newGroup, nodes }).document,
        );
    }
}

export function addNoteAt(store: Store, at: Place) {
    store.act('addNote', (document) => model.addNote(document, { text: '', at }).document);
}

export async function tidy(store: Store) {
    const { document, types, outcomes } = store;
    const places = await model.arrange(document, types, (id) => stepSize(document, id, types, outcomes));
    store.act('arrange', (document) => model.moveNodes(document, places));
    store.say(words.designer.said.arranged);
}

/** By one step of the grid. */
export function nudge(store: Store, dx: number, dy: number) {
    const places = placesOf(store.document);
    const moved: Record<string, Place> = {};
    for (const id of store.chosen) {
        const [x, y] = places[id] ?? [0, 0];
        moved[id] = [x + dx, y + dy];
    }
    store.act('move', (document) => model.moveNodes(document, moved), `move:${store.chosen.join()}`);
}
