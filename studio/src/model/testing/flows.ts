// Real documents and the real node types, for tests. The types were served by `GET /api/node-types`; the help is left
// out.

import type { FlowDocument, NodeType } from '../document';
import { nodeTypes } from '../node_types';
import served from './node_types.json';

const files = import.meta.glob<FlowDocument>('../../../../flows/*.json', { eager: true, import: 'default' });

/** The flows that Millrace ships, by key. */
export const shipped: Record<string, FlowDocument> = Object.fromEntries(
    Object.values(files).map((flow) => [flow.key, flow]),
);

export function flow(key: string): FlowDocument {
    const found = shipped[key];
    if (!found) {
        throw new Error(`expected one of ${Object.keys(shipped).join(', ')} but found ${key}`);
    }
    return structuredClone(found);
}

export const types = nodeTypes(served as unknown as NodeType[]);

/** Greets, asks which way, and ends: enough for most stories. */
export function small(): FlowDocument {
    return {
        format: 'millrace.flow/1',
        key: 'small',
        title: 'Small',
        trigger: { on: 'conversation.started' },
        variables: { team: { type: 'string' } },
        start: 'welcome',
        nodes: {
            welcome: { type: 'conversation.send', settings: { text: 'Hello.' }, next: { sent: 'menu' } },
            menu: {
                type: 'conversation.menu',
                settings: { text: 'What is it about?', options: ['sales', { value: 'support', label: 'Help' }] },
                next: { sales: 'note', support: 'bye', no_match: 'bye', timeout: 'bye' },
            },
            note: {
                type: 'conversation.note',
                settings: { text: 'Chose {{node.menu.choice}}.' },
                next: { done: 'bye' },
            },
            bye: { type: 'control.end' },
        },
        hooks: [{ on: 'conversation.closed', to: 'bye' }],
        layout: {
            nodes: { welcome: [0, 0], menu: [200, 0], note: [400, -80], bye: [600, 0] },
            groups: [{ id: 'group', title: 'Talk', nodes: ['welcome', 'menu'] }],
        },
    };
}
