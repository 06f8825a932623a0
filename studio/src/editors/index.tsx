// The three fields in which a language is written: expressions, templates, Lua.

import { Textarea } from '@mantine/core';
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

export function ExpressionField(props: EditorProps) {
    return <Plain {...props} isCode />;
}

export function TemplateField(props: EditorProps) {
    return <Plain {...props} />;
}

export function CodeField(props: EditorProps) {
    return <Plain {...props} isCode rows={10} />;
}

function Plain({ value, onChange, label, isLabelHidden, isCode, rows, context: _, ...rest }: Inner) {
    return (
        <Textarea
            {...rest}
            label={isLabelHidden ? undefined : label}
            aria-label={isLabelHidden ? label : undefined}
            value={value}
            onChange={(event) => onChange(event.currentTarget.value)}
            autosize
            minRows={rows ?? 1}
            maxRows={24}
            spellCheck={!isCode}
            styles={
                isCode ? { input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } } : undefined
            }
        />
    );
}

type Inner = EditorProps & { isCode?: boolean; rows?: number };
