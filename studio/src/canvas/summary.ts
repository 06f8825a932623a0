// The one setting that tells most about a node, in a line: what a message says, which queue, how long.

import type { FlowNode, NodeType, SettingsSchema } from '@/model';

const tellsMost = [
    'text',
    'url',
    'queue',
    'when',
    'flow',
    'duration',
    'name',
    'outcome',
    'tag',
    'reason',
    'value',
    'code',
];
const longest = 80;

export function summaryOf(node: FlowNode, type: NodeType | undefined): string {
    const settings = node.settings ?? {};
    const fields = Object.entries(type?.settings_schema.properties ?? {}).sort(
        ([, a], [, b]) => (a['x-order'] ?? 0) - (b['x-order'] ?? 0),
    );
    const byWorth = [
        ...tellsMost.filter((key) => key in settings),
        ...fields.filter(([key, schema]) => schema['x-kind'] !== 'boolean' && key in settings).map(([key]) => key),
        ...Object.keys(settings),
    ];
    for (const key of byWorth) {
        const text = inWords(settings[key], type?.settings_schema.properties?.[key]);
        if (text) {
            return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
        }
    }
    return '';
}

function inWords(value: unknown, schema: SettingsSchema | undefined): string {
    if (typeof value === 'string') {
        const choice = schema?.['x-choices']?.find((one) => one.value === value);
        return (choice?.label ?? value).replace(/\s+/g, ' ').trim();
    }
    if (typeof value === 'number') {
        return String(value);
    }
    if (Array.isArray(value)) {
        return value
            .map((one) => inWords(one, undefined))
            .filter(Boolean)
            .join(', ');
    }
    if (value === null || typeof value !== 'object') {
        return '';
    }
    const { expr, bind, label, value: key } = value as Record<string, unknown>;
    if (typeof expr === 'string') {
        return expr;
    }
    if (typeof bind === 'string') {
        return `→ ${bind}`;
    }
    if (typeof label === 'string' || typeof key === 'string') {
        return String(label ?? key);
    }
    return Object.entries(value)
        .slice(0, 3)
        .map(([name, one]) => (typeof one === 'object' ? name : `${name} = ${String(one)}`))
        .join(', ');
}
