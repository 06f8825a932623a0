// Whether a document can be changed here without losing any of it. One of a newer format, or with parts that this studio
// does not know, opens read-only and says why.

import { words } from '../words';
import type { FlowDocument } from './document';
import { emptyFlow, format } from './document';
import { isMap, join } from './pointer';

export interface Opened {
    document: FlowDocument;
    /** Why it cannot be changed; absent when it can. */
    readOnly?: string;
}

/** `text` is what it was parsed from, if at hand: numbers can be judged only there. */
export function openDocument(value: unknown, text?: string): Opened {
    const document = shaped(value);
    const readOnly = reasonOf(value, text);
    return readOnly === undefined ? { document } : { document, readOnly };
}

/** For files and pasted text; what is no JSON is no flow either. */
export function openText(text: string): Opened {
    try {
        return openDocument(JSON.parse(text), text);
    } catch {
        return { document: emptyFlow('', ''), readOnly: words.problems.notAFlow };
    }
}

function reasonOf(value: unknown, text: string | undefined): string | undefined {
    const say = words.problems;
    if (!isMap(value) || typeof value.format !== 'string' || !value.format.startsWith('millrace.flow/')) {
        return say.notAFlow;
    }
    if (value.format !== format) {
        return say.newerFormat(value.format, format);
    }
    const unknown = unknownMembers(value);
    if (unknown.length > 0) {
        return say.unknownMembers(unknown.slice(0, 5));
    }
    const lossy = text === undefined ? undefined : lossyNumber(text);
    return lossy === undefined ? undefined : say.lossyNumber(lossy);
}

/** What can be drawn of it, whatever it is: members of a wrong kind are left out of the picture. */
function shaped(value: unknown): FlowDocument {
    const found = isMap(value) ? value : {};
    const nodes = isMap(found.nodes) ? Object.entries(found.nodes).filter(([, node]) => isMap(node)) : [];
    const hasAll = isMap(value) && isMap(found.nodes) && nodes.length === Object.keys(found.nodes).length;
    if (hasAll && typeof found.start === 'string' && typeof found.key === 'string' && typeof found.title === 'string') {
        return value as unknown as FlowDocument;
    }
    const text = (member: unknown) => (typeof member === 'string' ? member : '');
    return {
        ...(found as Partial<FlowDocument>),
        format: text(found.format),
        key: text(found.key),
        title: text(found.title),
        start: text(found.start),
        nodes: Object.fromEntries(nodes) as FlowDocument['nodes'],
    };
}

const members = {
    flow: [
        ...['format', 'key', 'title', 'description', 'trigger', 'input', 'variables', 'bindings', 'start', 'nodes'],
        ...['hooks', 'on_error', 'on_cancel', 'layout'],
    ],
    trigger: ['on', 'when', 'priority', 'if_running'],
    input: ['type', 'required'],
    variables: ['type', 'default'],
    bindings: ['kind'],
    nodes: ['type', 'title', 'note', 'settings', 'next', 'commit'],
    hooks: ['on', 'when', 'to', 'repeat'],
    layout: ['nodes', 'groups', 'notes'],
    groups: ['id', 'title', 'nodes'],
    notes: ['id', 'text', 'at'],
};

/** Pointers to what the format does not have. */
export function unknownMembers(doc: Record<string, unknown>): string[] {
    const found: string[] = [];
    const look = (value: unknown, known: string[], pointer: string) => {
        for (const name in isMap(value) ? value : {}) {
            if (!known.includes(name)) {
                found.push(join(pointer, name));
            }
        }
    };
    look(doc, members.flow, '');
    look(doc.trigger, members.trigger, '/trigger');
    look(doc.layout, members.layout, '/layout');
    const layout = isMap(doc.layout) ? doc.layout : {};
    const parts: [unknown, string[], string][] = [
        [doc.input, members.input, '/input'],
        [doc.variables, members.variables, '/variables'],
        [doc.bindings, members.bindings, '/bindings'],
        [doc.nodes, members.nodes, '/nodes'],
        [doc.hooks, members.hooks, '/hooks'],
        [layout.groups, members.groups, '/layout/groups'],
        [layout.notes, members.notes, '/layout/notes'],
    ];
    for (const [all, known, pointer] of parts) {
        for (const [name, one] of Object.entries(all ?? {})) {
            look(one, known, join(pointer, name));
        }
    }
    return found;
}

/** A number that would be written back as another one: 1.0 as 1, or an integer of too many digits. */
function lossyNumber(text: string): string | undefined {
    for (const [found] of text.replace(/"(?:[^"\\]|\\.)*"/g, '""').matchAll(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g)) {
        const value = Number(found);
        const isInteger = /^-?\d+$/.test(found);
        if (isInteger ? !Number.isSafeInteger(value) : Number.isInteger(value)) {
            return found;
        }
    }
    return undefined;
}
