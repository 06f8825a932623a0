// The document as xyflow wants it. What did not change since the last time keeps its identity, so one edit in a flow of
// 2,000 nodes draws one node. Sizes and handles are worked out here, not measured: a node that is out of sight costs
// nothing, and its wires are known all the same.

import { type Edge, type Node, type NodeHandle, Position } from '@xyflow/react';
import { outputsOf } from '@/model';
import type { FlowDocument, FlowNode, NodeOutput, NodeType, NodeTypes, Outcomes, OutputKind } from '@/model';
import type { Place, Problem } from '@/model';
import { words } from '@/words';
import { wireId } from './overlay';
import { placesOf } from './places';
import { summaryOf } from './summary';

export const nodeWidth = 224;
const headHeight = 46;
const summaryHeight = 26;
const outputHeight = 22;
const bottom = 8;

export interface Entry {
    kind: 'start' | 'hook' | 'error' | 'cancel';
    /** A hook's event. */
    event?: string;
}

export interface Step extends Record<string, unknown> {
    node: FlowNode;
    type: NodeType | undefined;
    outputs: NodeOutput[];
    summary: string;
    entries: Entry[];
    problems: Problem[];
}
export type StepNode = Node<Step, 'step'>;
export type GroupNode = Node<{ title: string; members: string[] }, 'group_box'>;
export type NoteNode = Node<{ text: string }, 'note'>;
export type CanvasNode = StepNode | GroupNode | NoteNode;
export type Wire = Edge<{ kind: OutputKind; output: string }, 'wire'>;

interface Made {
    nodes: Map<string, StepNode>;
    wires: Map<string, Wire>;
}

export interface Drawn {
    document: FlowDocument;
    types: NodeTypes;
    problems: readonly Problem[];
    outcomes?: Outcomes;
    /** Outputs may be added, to types whose outputs the author names. */
    canAdd: boolean;
}

/** The key of an output that has no name yet: a wire that is drawn from it gets one. */
export const newOutput = '+';
const another: NodeOutput = {
    key: newOutput,
    kind: 'ok',
    title: words.designer.newOutput,
    isRequired: false,
    isMissing: false,
    isUnknown: false,
};

interface Looks extends Pick<Drawn, 'types' | 'outcomes' | 'canAdd'>, Pick<Step, 'type' | 'outputs' | 'summary'> {}

/** One for each canvas: remembers what it made. */
export class Elements {
    private made: Made = { nodes: new Map(), wires: new Map() };
    private readonly looks = new WeakMap<FlowNode, Looks>();

    of({ document, types, problems, outcomes, canAdd }: Drawn): { steps: StepNode[]; wires: Wire[] } {
        const places = placesOf(document);
        const entries = entriesOf(document);
        const wrong = byNode(problems);
        const next: Made = { nodes: new Map(), wires: new Map() };
        for (const [id, node] of Object.entries(document.nodes)) {
            const { type, outputs, summary } = this.looksOf(id, node, { document, types, problems, outcomes, canAdd });
            const data: Step = {
                node,
                type,
                outputs,
                summary,
                entries: entries.get(id) ?? nothing,
                problems: wrong.get(id) ?? none,
            };
            next.nodes.set(id, reused(this.made.nodes.get(id), id, data, places[id] ?? [0, 0]));
            for (const output of outputs) {
                const target = output.to;
                if (target !== undefined && Object.hasOwn(document.nodes, target)) {
                    const key = wireId(id, output.key);
                    next.wires.set(key, wireOf(this.made.wires.get(key), key, id, output, target));
                }
            }
        }
        this.made = next;
        return { steps: [...next.nodes.values()], wires: [...next.wires.values()] };
    }

    /** Worked out once for each node: nodes are never changed, only replaced. */
    private looksOf(id: string, node: FlowNode, drawn: Drawn): Looks {
        const { document, types, outcomes, canAdd } = drawn;
        const before = this.looks.get(node);
        if (before && before.types === types && before.outcomes === outcomes && before.canAdd === canAdd) {
            return before;
        }
        const type = types.get(node.type);
        const outputs = inOrder(outputsOf(document, id, types, outcomes), type);
        if (canAdd && (type?.outputs_from === 'next' || type?.outputs_from === 'flow')) {
            outputs.push(another);
        }
        const made = { type, outputs, summary: summaryOf(node, type), types, outcomes, canAdd };
        this.looks.set(node, made);
        return made;
    }
}

const places = { ok: 0, event: 2, timeout: 3, error: 4 };

/** As people read them: first the ways on, an option before «none of them», then what may come between. */
export function inOrder(outputs: NodeOutput[], type: NodeType | undefined): NodeOutput[] {
    const isOwn = new Set(type?.outputs.map((output) => output.key));
    const weight = (output: NodeOutput) => (output.kind === 'ok' && isOwn.has(output.key) ? 1 : places[output.kind]);
    return type?.outputs_from === 'fixed' && outputs.every((output) => output.kind === 'ok')
        ? [...outputs]
        : outputs.toSorted((a, b) => weight(a) - weight(b));
}

const nothing: Entry[] = [];
const none: Problem[] = [];

function reused(before: StepNode | undefined, id: string, data: Step, [x, y]: Place): StepNode {
    const same = before !== undefined && isSameStep(before.data, data);
    if (same && before.position.x === x && before.position.y === y) {
        return before;
    }
    if (same) {
        return { ...before, position: { x, y } };
    }
    const height = heightOf(data);
    const size = { width: nodeWidth, height };
    return { id, type: 'step', position: { x, y }, data, ...size, measured: size, handles: handlesOf(data) };
}

function isSameStep(a: Step, b: Step): boolean {
    return (
        a.node === b.node &&
        a.type === b.type &&
        a.summary === b.summary &&
        isSame(a.outputs, b.outputs) &&
        isSame(a.entries, b.entries) &&
        isSame(a.problems, b.problems)
    );
}

function isSame(a: unknown[], b: unknown[]): boolean {
    return a === b || (a.length === b.length && (a.length === 0 || JSON.stringify(a) === JSON.stringify(b)));
}

export function heightOf(step: Pick<Step, 'summary' | 'outputs'>): number {
    return outputsFrom(step) + step.outputs.length * outputHeight + bottom;
}

function outputsFrom(step: Pick<Step, 'summary'>): number {
    return headHeight + (step.summary ? summaryHeight : 0);
}

/** Where an output leaves its node, from the top. The drawing puts its handle just there, near and far. */
export function outputTop(step: Pick<Step, 'summary'>, place: number): number {
    return outputsFrom(step) + outputHeight / 2 + place * outputHeight;
}

export const inputTop = headHeight / 2;

function handlesOf(step: Step): NodeHandle[] {
    return [
        { id: 'in', type: 'target', position: Position.Left, x: 0, y: inputTop, width: 1, height: 1 },
        ...step.outputs.map(({ key }, place): NodeHandle => ({
            id: key,
            type: 'source',
            position: Position.Right,
            x: nodeWidth,
            y: outputTop(step, place),
            width: 1,
            height: 1,
        })),
    ];
}

function wireOf(before: Wire | undefined, id: string, source: string, output: NodeOutput, target: string): Wire {
    if (before && before.target === target && before.data?.kind === output.kind) {
        return before;
    }
    const data = { kind: output.kind, output: output.key };
    return { id, type: 'wire', source, sourceHandle: output.key, target, targetHandle: 'in', data };
}

function byNode(problems: readonly Problem[]): Map<string, Problem[]> {
    const found = new Map<string, Problem[]>();
    for (const problem of problems) {
        if (problem.node) {
            found.set(problem.node, [...(found.get(problem.node) ?? []), problem]);
        }
    }
    return found;
}

function entriesOf(document: FlowDocument): Map<string, Entry[]> {
    const found = new Map<string, Entry[]>();
    const add = (id: string | undefined, entry: Entry) => {
        if (id !== undefined) {
            found.set(id, [...(found.get(id) ?? []), entry]);
        }
    };
    add(document.start, { kind: 'start' });
    document.hooks?.forEach((hook) => add(hook.to, { kind: 'hook', event: hook.on }));
    add(document.on_error, { kind: 'error' });
    add(document.on_cancel, { kind: 'cancel' });
    return found;
}

/** What a node measures on the canvas. */
export function stepSize(document: FlowDocument, id: string, types: NodeTypes, outcomes?: Outcomes) {
    const node = document.nodes[id];
    const type = types.get(node?.type ?? '');
    const summary = node ? summaryOf(node, type) : '';
    return { width: nodeWidth, height: heightOf({ summary, outputs: outputsOf(document, id, types, outcomes) }) };
}
