// Edits that more than one kind of problem offers as a fix.

import { words } from '../words';
import type { FlowDocument, Place, Problem } from './document';
import { wiresOf } from './document';
import * as edits from './edits';
import type { NodeTypes } from './node_types';
import { ends } from './node_types';

const say = words.problems.fixes;

export interface QuickFix {
    /** As it is offered. */
    name: string;
    apply(doc: FlowDocument): FlowDocument;
}

export interface Case {
    doc: FlowDocument;
    problem: Problem;
    types: NodeTypes;
    /** The node's id, and the steps below it. */
    id: string;
    steps: string[];
}

export function connect(node: string, output: string, to: string): QuickFix {
    return { name: say.connect(output, to), apply: (doc) => edits.connect(doc, { node, output }, to) };
}

export function connectNew(doc: FlowDocument, node: string, outputs: string[]): QuickFix {
    return {
        name: say.connectNew(outputs.join(', ')),
        apply: (now) => {
            const { document, id } = edits.addNode(now, { type: 'control.end', at: beside(doc, node) });
            return outputs.reduce((so_far, output) => edits.connect(so_far, { node, output }, id), document);
        },
    };
}

export function disconnect(node: string, output: string): QuickFix {
    return { name: say.disconnect(output), apply: (doc) => edits.disconnect(doc, { node, output }) };
}

export function setter(id: string, pointer: string, value: unknown): QuickFix['apply'] {
    return (doc) => edits.setSetting(doc, id, pointer, value);
}

/** Nodes that nothing leads to may be meant as the start. */
export function starts(doc: FlowDocument): QuickFix[] {
    const led = new Set(wiresOf(doc).map((wire) => wire.to));
    const ids = Object.keys(doc.nodes);
    const first = ids.filter((id) => !led.has(id));
    return (first.length > 0 ? first : ids).slice(0, 3).map((id) => ({
        name: say.setStart(id),
        apply: (now) => edits.setStart(now, id),
    }));
}

export function joins(doc: FlowDocument, id: string): QuickFix[] {
    const taken = new Set(Object.values(doc.nodes).map((node) => node.settings?.join));
    const free = Object.keys(doc.nodes).filter((one) => doc.nodes[one]?.type === 'control.join' && !taken.has(one));
    const add = (now: FlowDocument) => {
        const added = edits.addNode(now, { type: 'control.join', at: beside(doc, id) });
        return edits.setSetting(added.document, id, '/join', added.id);
    };
    return [
        ...free.slice(0, 3).map((one) => ({ name: say.join(one), apply: setter(id, '/join', one) })),
        { name: say.addJoin, apply: add },
    ];
}

export function removeHook(doc: FlowDocument, index: number): QuickFix[] {
    const hook = doc.hooks?.[index];
    return hook ? [{ name: say.removeHook(hook.on), apply: (now) => edits.removeHook(now, index) }] : [];
}

export function removeNode(id: string): QuickFix {
    return { name: say.removeNode(id), apply: (doc) => edits.removeNodes(doc, [id]) };
}

export function beside(doc: FlowDocument, id: string): Place | undefined {
    const place = doc.layout?.nodes?.[id];
    return place && [place[0] + 280, place[1] + 120];
}

export function endsOf(doc: FlowDocument, types: NodeTypes): string[] {
    return Object.keys(doc.nodes).filter((id) => ends(types.get(doc.nodes[id]?.type ?? '')));
}
