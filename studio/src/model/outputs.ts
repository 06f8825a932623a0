// The outputs of a node as the engine sees them: those of its type, and those that its wires, its options or the flow
// that it calls add. One that must lead somewhere and does not is marked, so that the canvas can show it.

import type { FlowDocument, FlowNode, NodeType, Output } from './document';
import { nodeOf } from './document';
import type { NodeTypes } from './node_types';
import { ends } from './node_types';
import { isMap } from './pointer';

export interface NodeOutput extends Output {
    /** The node it leads to, which may not be there. */
    to?: string;
    isRequired: boolean;
    /** Required, and leads nowhere. */
    isMissing: boolean;
    /** Has a wire, but the node has no such output (any more). */
    isUnknown: boolean;
}

/** The outcomes of a published flow, where they are known. */
export type Outcomes = (flow: string) => readonly string[] | undefined;

/** In the order to show them in: the type's, then the dynamic ones, then wires that hang on no output. */
export function outputsOf(
    doc: FlowDocument,
    nodeId: string,
    types: NodeTypes,
    outcomes: Outcomes = () => undefined,
): NodeOutput[] {
    const node = nodeOf(doc, nodeId);
    if (!node) {
        return [];
    }
    const type = types.get(node.type);
    const before = seen.get(node);
    if (before && before.type === type) {
        return before.outputs;
    }
    const outputs = worked(doc, node, type, types, outcomes);
    if (type?.outputs_from !== 'flow') {
        seen.set(node, { type, outputs }); // the others depend on flows, which change by themselves
    }
    return outputs;
}

/** Nodes are never changed, so each is looked at once; nor must the answer be. */
const seen = new WeakMap<FlowNode, { type: NodeType | undefined; outputs: NodeOutput[] }>();

function worked(
    doc: FlowDocument,
    node: FlowNode,
    type: NodeType | undefined,
    types: NodeTypes,
    outcomes: Outcomes,
): NodeOutput[] {
    const known = type ? declaredOutputs(node, type, (flow) => outcomesFor(doc, flow, types, outcomes)) : [];
    const drawn: NodeOutput[] = known.map((output) => {
        const to = node.next?.[output.key];
        const required = isRequired(output, node, type);
        return { ...output, to, isRequired: required, isMissing: required && !to, isUnknown: false };
    });
    for (const [key, to] of Object.entries(node.next ?? {})) {
        if (!known.some((output) => output.key === key)) {
            // Of an unknown type nothing is known: its wires are taken as they are.
            const isUnknown = type !== undefined;
            drawn.push({ key, kind: 'ok', title: key, to, isRequired: false, isMissing: false, isUnknown });
        }
    }
    return drawn;
}

/** Must it lead somewhere? An unwired error is an incident, an unwired event is not waited for: an author's choice. */
export function isRequired(output: Output, node: FlowNode, type: NodeType | undefined): boolean {
    switch (output.kind) {
        case 'ok':
            return true;
        case 'timeout':
            return canTimeOut(output, node, type);
        default:
            return false;
    }
}

/** The setting without which this timeout cannot happen; undefined when it always can. */
export function settingOfTimeout(output: Output, type: NodeType | undefined): string | undefined {
    if (output.setting !== undefined) {
        return output.setting || undefined;
    }
    // Where the type does not say which one: durations that have a default are always given.
    const durations = Object.entries(type?.settings_schema.properties ?? {}).filter(
        ([, field]) => field['x-kind'] === 'duration',
    );
    return durations.length === 1 ? durations[0]?.[0] : undefined;
}

function canTimeOut(output: Output, node: FlowNode, type: NodeType | undefined): boolean {
    const setting = settingOfTimeout(output, type);
    if (setting === undefined) {
        return true;
    }
    const given = node.settings?.[setting] ?? type?.settings_schema.properties?.[setting]?.default;
    return given !== undefined && given !== null;
}

/** As the engine's `outputs_of`: the static ones first, a dynamic one of the same name adds nothing. */
export function declaredOutputs(node: FlowNode, type: NodeType, outcomes: Outcomes): Output[] {
    const outputs = [...type.outputs];
    const add = (key: string, title: string) => {
        if (key && !outputs.some((output) => output.key === key)) {
            outputs.push({ key, kind: 'ok', title });
        }
    };
    const addWires = () => {
        for (const key of Object.keys(node.next ?? {}).sort()) {
            add(key, key);
        }
    };
    if (type.outputs_from === 'next') {
        addWires();
    } else if (type.outputs_from === 'options') {
        for (const option of optionsOf(node)) {
            add(option.value, option.label);
        }
    } else if (type.outputs_from === 'flow') {
        const flow = node.settings?.flow;
        const known = typeof flow === 'string' ? outcomes(flow) : undefined;
        if (known?.length) {
            known.forEach((outcome) => add(outcome, outcome));
        } else {
            addWires(); // the wires are all that is known of it
        }
    }
    return outputs;
}

/** `"sales"`, or `{value: "sales", label: "Sales"}`; others have no output. */
export function optionsOf(node: FlowNode): { value: string; label: string }[] {
    const options = node.settings?.options;
    return (Array.isArray(options) ? options : []).flatMap((option: unknown) => {
        const value = isMap(option) ? option.value : option;
        const label = isMap(option) ? option.label : undefined;
        return typeof value === 'string' && value ? [{ value, label: typeof label === 'string' ? label : value }] : [];
    });
}

function outcomesFor(doc: FlowDocument, flow: string, types: NodeTypes, outcomes: Outcomes) {
    return flow === doc.key ? ownOutcomes(doc, types) : outcomes(flow);
}

/** What a flow that calls this one sees as its outputs; undefined when only a run can tell. */
export function ownOutcomes(doc: FlowDocument, types: NodeTypes): string[] | undefined {
    const found = new Set<string>();
    for (const node of Object.values(doc.nodes)) {
        const type = types.get(node.type);
        const field = type?.settings_schema.properties?.outcome;
        if (!ends(type) || !field) {
            continue;
        }
        const outcome = node.settings?.outcome ?? field.default;
        if (typeof outcome !== 'string' || outcome.includes('{{')) {
            return undefined;
        }
        found.add(outcome);
    }
    return [...found].sort();
}
