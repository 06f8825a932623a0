// What can be told without asking the server: as people draw, and while there is no connection. The server's check knows
// more; codes and pointers are the same, so that its answer replaces these.

import { words } from '../words';
import type { FlowDocument, FlowNode, NodeType, Problem } from './document';
import { hasNode, joinOf, reachableOf, rootsOf, splits } from './document';
import type { NodeTypes } from './node_types';
import { ends, fieldsOf } from './node_types';
import type { Outcomes } from './outputs';
import { outputsOf, settingOfTimeout } from './outputs';
import { isMap, join } from './pointer';

const say = words.problems;

export function localProblems(doc: FlowDocument, types: NodeTypes, outcomes?: Outcomes): Problem[] {
    const problems: Problem[] = [];
    const add: Add = (code, node, pointer, message, severity = 'error') =>
        problems.push({ severity, code, node, pointer, message, fix: '' });
    ofTheFlow(doc, add);
    const reachable = hasNode(doc, doc.start) ? reachableOf(doc) : undefined;
    for (const [id, node] of Object.entries(doc.nodes)) {
        const pointer = join('/nodes', id);
        const type = types.get(node.type);
        targets(doc, id, node, pointer, add);
        if (holdsBinding(node.settings)) {
            bindings(doc, node.settings, `${pointer}/settings`, id, add);
        }
        if (type) {
            settings(id, node, type, pointer, add);
            outputs(doc, id, node, type, pointer, types, outcomes, add);
        } else {
            add('flow.unknown_type', id, `${pointer}/type`, say.unknownType(node.type));
        }
        if (reachable && !reachable.has(id)) {
            add('flow.unreachable', id, pointer, say.unreachable(id)); // without a start nothing would be reachable
        } else if (reachable && type && !ends(type) && Object.keys(node.next ?? {}).length === 0) {
            add('flow.no_end', id, pointer, say.noEnd(id));
        }
    }
    return problems;
}

type Add = (code: string, node: string, pointer: string, message: string, severity?: Problem['severity']) => void;

function ofTheFlow(doc: FlowDocument, add: Add) {
    for (const member of ['key', 'title', 'start'] as const) {
        if (!doc[member]) {
            add('flow.missing_setting', '', `/${member}`, say.missing(member));
        }
    }
    if (!doc.trigger?.on) {
        add('flow.missing_setting', '', '/trigger', say.missing('trigger'));
    }
    for (const root of rootsOf(doc)) {
        if (!hasNode(doc, root.to)) {
            add('flow.unknown_target', '', root.pointer, say.unknownTarget(root.to));
        }
    }
}

function targets(doc: FlowDocument, id: string, node: FlowNode, pointer: string, add: Add) {
    for (const [output, to] of Object.entries(node.next ?? {})) {
        if (!hasNode(doc, to)) {
            add('flow.unknown_target', id, join(`${pointer}/next`, output), say.unknownTarget(to));
        }
    }
    const joined = joinOf(node);
    if (joined !== undefined && !hasNode(doc, joined)) {
        add('flow.unknown_target', id, `${pointer}/settings/join`, say.unknownTarget(joined));
    }
}

function settings(id: string, node: FlowNode, type: NodeType, pointer: string, add: Add) {
    const schema = type.settings_schema;
    for (const field of fieldsOf(schema)) {
        const value = node.settings?.[field.key];
        const isEmpty = value === undefined || value === null || value === '';
        if (field.required && isEmpty) {
            add('flow.missing_setting', id, join(`${pointer}/settings`, field.key), say.missing(field.label));
        }
    }
    const known = schema.properties ?? {};
    for (const key in schema.additionalProperties === false ? node.settings : {}) {
        if (!Object.hasOwn(known, key)) {
            add('flow.unknown_setting', id, join(`${pointer}/settings`, key), say.unknownSetting(key, type.title));
        }
    }
}

function outputs(
    doc: FlowDocument,
    id: string,
    node: FlowNode,
    type: NodeType,
    pointer: string,
    types: NodeTypes,
    outcomes: Outcomes | undefined,
    add: Add,
) {
    for (const output of outputsOf(doc, id, types, outcomes)) {
        const at = join(`${pointer}/next`, output.key);
        if (output.isMissing) {
            add('flow.missing_output', id, at, say.unwired(output.key, id));
        } else if (output.isUnknown) {
            add('flow.unknown_output', id, at, say.unknownOutput(output.key, id));
        }
        const setting = output.kind === 'timeout' && !output.isRequired ? settingOfTimeout(output, type) : undefined;
        if (setting !== undefined) {
            const message = say.waitsForEver(id, setting);
            add('flow.wait_without_timeout', id, join(`${pointer}/settings`, setting), message, 'warning');
        }
    }
    if (splits(node) && Object.keys(node.next ?? {}).length === 0) {
        add('flow.missing_output', id, `${pointer}/next`, say.noBranches(id));
    }
}

function bindings(doc: FlowDocument, value: unknown, pointer: string, id: string, add: Add) {
    if (Array.isArray(value)) {
        value.forEach((item, i) => bindings(doc, item, join(pointer, i), id, add));
    } else if (isMap(value)) {
        const name = bindingOf(value);
        if (name !== undefined && !Object.hasOwn(doc.bindings ?? {}, name)) {
            add('flow.binding_unresolved', id, pointer, say.unknownBinding(name));
        }
        for (const member in value) {
            bindings(doc, value[member], join(pointer, member), id, add);
        }
    }
}

/** Most nodes hold none: then no pointers are made for nothing. */
function holdsBinding(value: unknown): boolean {
    if (Array.isArray(value)) {
        return value.some(holdsBinding);
    }
    return isMap(value) && (bindingOf(value) !== undefined || Object.values(value).some(holdsBinding));
}

/** The name in `{bind}`. */
export function bindingOf(value: unknown): string | undefined {
    return isMap(value) && typeof value.bind === 'string' && Object.keys(value).length === 1 ? value.bind : undefined;
}

/**
 * Variables that are read and that nothing here declares, gives, sets or mentions. A node type may set some by itself,
 * which only the server knows: so these are no problems yet.
 */
export function unknownVariables(doc: FlowDocument): string[] {
    const text = JSON.stringify([doc.nodes, doc.hooks, doc.trigger]);
    const read = new Set(Array.from(text.matchAll(/\bvars\.([A-Za-z_]\w*)/g), (found) => found[1] ?? ''));
    const elsewhere = new Set(text.replaceAll(/\bvars\.[A-Za-z_]\w*/g, '').match(/[A-Za-z_]\w*/g));
    const set = new Set(Array.from(text.matchAll(/\bvars\.([A-Za-z_]\w*)\s*=(?!=)/g), (found) => found[1] ?? ''));
    return [...read].filter(
        (name) =>
            !set.has(name) &&
            !elsewhere.has(name) &&
            !Object.hasOwn(doc.variables ?? {}, name) &&
            !Object.hasOwn(doc.input ?? {}, name),
    );
}
