// A millrace.flow/1 document, as the server takes and gives it.

export const format = 'millrace.flow/1';

/** A setting: a literal, a template (any text setting), `{expr}` or `{bind}`. */
export type Setting = unknown;

export interface FlowNode {
    type: string;
    title?: string;
    note?: string;
    settings?: Record<string, Setting>;
    /** Output to node id. */
    next?: Record<string, string>;
    commit?: 'before';
}

export interface Trigger {
    on: string;
    when?: string;
    priority?: number;
    if_running?: 'signal' | 'replace' | 'ignore';
}

export interface Variable {
    type?: VariableType;
    default?: unknown;
}

export type VariableType = 'string' | 'integer' | 'number' | 'boolean' | 'list' | 'map';

/** What whoever starts the flow gives; it becomes a variable. */
export interface Input {
    type?: VariableType;
    required?: boolean;
}

export interface Binding {
    kind: string;
}

export interface Hook {
    on: string;
    when?: string;
    to: string;
    repeat?: boolean;
}

export interface Group {
    id: string;
    title: string;
    nodes: string[];
}

export interface Note {
    id: string;
    text: string;
    at: Place;
}

export type Place = [x: number, y: number];

/** No part of the logic: changes no hash and no diff. */
export interface Layout {
    nodes?: Record<string, Place>;
    groups?: Group[];
    notes?: Note[];
}

export interface FlowDocument {
    format: string;
    key: string;
    title: string;
    description?: string;
    trigger?: Trigger;
    input?: Record<string, Input>;
    variables?: Record<string, Variable>;
    bindings?: Record<string, Binding>;
    start: string;
    nodes: Record<string, FlowNode>;
    hooks?: Hook[];
    on_error?: string;
    on_cancel?: string;
    layout?: Layout;
}

export type OutputKind = 'ok' | 'error' | 'timeout' | 'event';

export interface Output {
    key: string;
    kind: OutputKind;
    title: string;
    /** Of a timeout: the setting without which it cannot happen. */
    setting?: string;
}

/** As GET /api/node-types describes it. */
export interface NodeType {
    type: string;
    version: number;
    title: string;
    category: string;
    outputs: Output[];
    outputs_from: 'fixed' | 'next' | 'options' | 'flow';
    settings_schema: SettingsSchema;
    help: string;
    icon: string;
}

/** JSON Schema 2020-12 with x-kind, x-label, x-order, x-choices. */
export interface SettingsSchema {
    type?: string | string[];
    properties?: Record<string, SettingsSchema>;
    required?: string[];
    items?: SettingsSchema;
    additionalProperties?: boolean | SettingsSchema;
    enum?: unknown[];
    default?: unknown;
    description?: string;
    'x-kind'?: string;
    'x-label'?: string;
    'x-order'?: number;
    'x-choices'?: { value: string; label: string }[];
    [other: string]: unknown;
}

/** One line of a check. */
export interface Problem {
    severity: 'error' | 'warning';
    code: string;
    node: string;
    pointer: string;
    message: string;
    fix: string;
}

/** One line of a wire's beginning. */
export interface Wire {
    node: string;
    output: string;
}

export interface DrawnWire extends Wire {
    to: string;
}

/** A new flow: one that others start, still without nodes. */
export function emptyFlow(key: string, title: string): FlowDocument {
    return { format, key, title, trigger: { on: 'api' }, start: '', nodes: {} };
}

/** What flow, node, queue and team keys look like. */
export function isKey(text: string): boolean {
    return /^[a-z][a-z0-9_]{0,62}$/.test(text);
}

/** What may follow `vars.` in an expression. */
export function isVariableName(text: string): boolean {
    return /^[A-Za-z_][A-Za-z0-9_]{0,62}$/.test(text);
}

export function hasNode(doc: FlowDocument, id: string): boolean {
    return Object.hasOwn(doc.nodes, id);
}

export function nodeOf(doc: FlowDocument, id: string): FlowNode | undefined {
    return hasNode(doc, id) ? doc.nodes[id] : undefined;
}

/** Every wire, also those that lead to no node. */
export function wiresOf(doc: FlowDocument): DrawnWire[] {
    const wires: DrawnWire[] = [];
    for (const [node, { next }] of Object.entries(doc.nodes)) {
        for (const output in next) {
            wires.push({ node, output, to: next[output] ?? '' });
        }
    }
    return wires;
}

export function targetOf(doc: FlowDocument, wire: Wire): string | undefined {
    const next = nodeOf(doc, wire.node)?.next;
    return next && Object.hasOwn(next, wire.output) ? next[wire.output] : undefined;
}

/** Fork and race lead their branches to the join that this setting names. */
export function joinOf(node: FlowNode): string | undefined {
    const join = splits(node) ? node.settings?.join : undefined;
    return typeof join === 'string' && join !== '' ? join : undefined;
}

export function splits(node: FlowNode): boolean {
    return node.type === 'control.fork' || node.type === 'control.race';
}

/** Where a run may begin apart from wires, the start first; the pointer is where the document says so. */
export function rootsOf(doc: FlowDocument): { pointer: string; to: string }[] {
    return [
        { pointer: '/start', to: doc.start },
        ...(doc.hooks ?? []).map((hook, i) => ({ pointer: `/hooks/${i}/to`, to: hook.to })),
        { pointer: '/on_error', to: doc.on_error ?? '' },
        { pointer: '/on_cancel', to: doc.on_cancel ?? '' },
    ].filter((root) => root.to);
}

/** Nodes that a run can come to. */
export function reachableOf(doc: FlowDocument): Set<string> {
    const seen = new Set<string>();
    const open = rootsOf(doc).map((root) => root.to);
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
        const node = nodeOf(doc, id);
        if (node && !seen.has(id)) {
            seen.add(id);
            open.push(...Object.values(node.next ?? {}));
        }
    }
    return seen;
}
