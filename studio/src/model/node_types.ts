// The node types by name, and what the parts of the studio ask of them.

import type { NodeType, SettingsSchema } from './document';

export type NodeTypes = ReadonlyMap<string, NodeType>;

export function nodeTypes(items: Iterable<NodeType>): NodeTypes {
    return new Map(Array.from(items, (type) => [type.type, type]));
}

export interface Field {
    key: string;
    kind: string;
    label: string;
    required: boolean;
    schema: SettingsSchema;
}

/** The fields of a form, in the order in which the type describes them. */
export function fieldsOf(schema: SettingsSchema): Field[] {
    const before = known.get(schema);
    if (before) {
        return before;
    }
    const required = new Set(schema.required ?? []);
    const fields = Object.entries(schema.properties ?? {})
        .map(([key, field]) => ({
            key,
            kind: field['x-kind'] ?? 'any',
            label: field['x-label'] ?? key,
            required: required.has(key),
            schema: field,
        }))
        .sort((a, b) => (a.schema['x-order'] ?? 0) - (b.schema['x-order'] ?? 0));
    known.set(schema, fields);
    return fields;
}

const known = new WeakMap<SettingsSchema, Field[]>();

/** The kind of the setting at these steps below `settings`; undefined where the type says nothing. */
export function kindAt(type: NodeType | undefined, steps: string[]): string | undefined {
    let schema: SettingsSchema | undefined = type?.settings_schema;
    for (const step of steps) {
        const further: SettingsSchema | boolean | undefined = schema?.additionalProperties;
        schema =
            schema?.properties?.[step] ??
            (/^\d+$/.test(step) ? schema?.items : undefined) ??
            (typeof further === 'object' ? further : undefined);
    }
    return schema?.['x-kind'];
}

/** A node at which a run ends, or that throws to one that catches. */
export function ends(type: NodeType | undefined): boolean {
    return type !== undefined && type.outputs_from === 'fixed' && type.outputs.length === 0;
}
