// What the fields in which a language is written are given; fields/ relies on it.

import type { FlowDocument, NodeTypes } from '@/model';

export interface EditorContext {
    document: FlowDocument;
    nodeId: string | null;
    types: NodeTypes;
}

export interface EditorProps {
    value: string;
    onChange: (value: string) => void;
    label: string;
    description?: string;
    error?: string;
    required?: boolean;
    placeholder?: string;
    readOnly?: boolean;
    /** The label is there for those who cannot see, but not shown. */
    isLabelHidden?: boolean;
    context: EditorContext;
}

export type Language = 'expression' | 'template' | 'lua' | 'flowtest' | 'markdown';

/** A place in the text that something is wrong with; offsets are those of JavaScript's strings. */
export interface Fault {
    from: number;
    to: number;
    message: string;
    severity: 'error' | 'warning';
}

export interface Proposal {
    name: string;
    /** After the name, in grey: a type, a signature. */
    detail?: string;
    help?: string;
    kind: 'variable' | 'function' | 'keyword' | 'property' | 'namespace';
    /** What is written, where it is not the name. */
    text?: string;
}

/** What fits at a place: it replaces the text from `from` to the caret. */
export interface Proposals {
    from: number;
    items: Proposal[];
}
