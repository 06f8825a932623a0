// Names that the document knows, for fields that complete them.

import type { FlowDocument } from '@/model';

function variables(document: FlowDocument): string[] {
    const names = new Set([...Object.keys(document.variables ?? {}), ...Object.keys(document.input ?? {})]);
    for (const node of Object.values(document.nodes)) {
        for (const setting of ['save', 'into', 'as']) {
            const name = node.settings?.[setting];
            if (typeof name === 'string' && name) {
                names.add(name);
            }
        }
    }
    return [...names].sort();
}

export const Names = { variables };
