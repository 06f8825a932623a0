// Drawing wires, and the outputs that authors name themselves: options, branches.

import type { FlowDocument, Place, Wire } from '../document';
import { hasNode, nodeOf, targetOf } from '../document';
import type { NodeTypes } from '../node_types';
import { isMap, withAt, withMember } from '../pointer';
import { changed } from './changed';
import { addNode } from './nodes';

/** An output leads to one node: a wire that was there is drawn anew. */
export function connect(doc: FlowDocument, { node, output }: Wire, to: string): FlowDocument {
    if (!hasNode(doc, to) || targetOf(doc, { node, output }) === to) {
        return doc;
    }
    return changed(doc, node, (one) => ({ ...one, next: withMember(one.next ?? {}, output, to) }));
}

export function disconnect(doc: FlowDocument, { node, output }: Wire): FlowDocument {
    if (targetOf(doc, { node, output }) === undefined) {
        return doc;
    }
    return changed(doc, node, (one) => {
        const next = withMember(one.next ?? {}, output, undefined);
        return withMember(one, 'next', Object.keys(next).length > 0 ? next : undefined);
    });
}

/** A node put on a wire: the wire leads to it, and its first good output on to where the wire led. */
export function insertOnWire(
    doc: FlowDocument,
    wire: Wire,
    type: string,
    types?: NodeTypes,
    more: { at?: Place; settings?: Record<string, unknown>; avoid?: ReadonlySet<string> } = {},
): { document: FlowDocument; id: string } {
    const to = targetOf(doc, wire);
    if (to === undefined) {
        return { document: doc, id: '' };
    }
    const onward = types?.get(type)?.outputs.find((output) => output.kind === 'ok')?.key;
    const next = onward ? { [onward]: to } : {};
    return addNode(doc, { type, from: wire, next, ...more, at: more.at ?? between(doc, wire.node, to) });
}

function between(doc: FlowDocument, from: string, to: string): Place | undefined {
    const [a, b] = [doc.layout?.nodes?.[from], doc.layout?.nodes?.[to]];
    return a && b && [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
}

/** Another name for a branch: its wire goes with it. A name that is taken changes nothing. */
export function renameOutput(doc: FlowDocument, { node, output }: Wire, name: string): FlowDocument {
    const to = targetOf(doc, { node, output });
    if (to === undefined || name === '' || targetOf(doc, { node, output: name }) !== undefined) {
        return doc;
    }
    return changed(doc, node, (one) => {
        const wires = Object.entries(one.next ?? {}).map(([key, target]) => [key === output ? name : key, target]);
        return { ...one, next: Object.fromEntries(wires) };
    });
}

/** Another value for an option (`settings.options[index]`): its wire goes with it. */
export function renameOption(doc: FlowDocument, id: string, index: number, value: string): FlowDocument {
    const option = optionAt(doc, id, index);
    if (!option || value === '') {
        return doc;
    }
    const pointer = isMap(option.written) ? `/options/${index}/value` : `/options/${index}`;
    const named = changed(doc, id, (one) => ({
        ...one,
        settings: withAt(one.settings ?? {}, pointer, value) as Record<string, unknown>,
    }));
    return option.isOnly ? renameOutput(named, { node: id, output: option.value }, value) : named;
}

/** An option goes, and its wire with it. */
export function removeOption(doc: FlowDocument, id: string, index: number): FlowDocument {
    const option = optionAt(doc, id, index);
    if (!option) {
        return doc;
    }
    const without = changed(doc, id, (one) => ({
        ...one,
        settings: withAt(one.settings ?? {}, `/options/${index}`, undefined) as Record<string, unknown>,
    }));
    return option.isOnly ? disconnect(without, { node: id, output: option.value }) : without;
}

function optionAt(doc: FlowDocument, id: string, index: number) {
    const options = nodeOf(doc, id)?.settings?.options;
    if (!Array.isArray(options) || index < 0 || index >= options.length) {
        return undefined;
    }
    const valueOf = (option: unknown) => String(isMap(option) ? option.value : option);
    const written: unknown = options[index];
    const value = valueOf(written);
    // Two options may, by mistake, share a value: then the wire belongs to the one that stays.
    return { written, value, isOnly: options.filter((option) => valueOf(option) === value).length === 1 };
}
