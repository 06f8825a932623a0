// Reads what somebody wants to import, and says what it is.

import { format, type FlowDocument } from '@/model/document';
import { words } from '@/words';

const say = words.flows.importing;

export type Reading =
    | { kind: 'nothing' }
    | { kind: 'trouble'; message: string }
    /** Of a format that this server does not know: to look at, not to import. */
    | { kind: 'newer'; message: string; text: string }
    | { kind: 'flow'; document: FlowDocument };

export function readFlow(text: string): Reading {
    if (!text.trim()) {
        return { kind: 'nothing' };
    }
    let value: unknown;
    try {
        value = JSON.parse(text);
    } catch (error) {
        return { kind: 'trouble', message: say.notJson(error instanceof Error ? error.message : String(error)) };
    }
    const document = flowIn(value);
    if (!document) {
        return { kind: 'trouble', message: say.notAFlow };
    }
    return document.format === format
        ? { kind: 'flow', document }
        : { kind: 'newer', message: say.newer(document.format, format), text: JSON.stringify(document, null, 2) };
}

/** The document itself, or as the API wraps it. */
function flowIn(value: unknown): FlowDocument | null {
    if (typeof value !== 'object' || value === null) {
        return null;
    }
    const { document, format: itsFormat, key, nodes } = value as Record<string, unknown>;
    if (itsFormat === undefined && document !== undefined) {
        return flowIn(document);
    }
    const isFlow =
        typeof itsFormat === 'string' &&
        itsFormat.startsWith('millrace.flow/') &&
        typeof key === 'string' &&
        typeof nodes === 'object' &&
        nodes !== null;
    return isFlow ? (value as FlowDocument) : null;
}
