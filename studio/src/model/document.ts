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
    type?: string;
    default?: unknown;
    title?: string;
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
    input?: Record<string, { type: string; required?: boolean }>;
    variables?: Record<string, Variable>;
    bindings?: Record<string, { kind: string }>;
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
