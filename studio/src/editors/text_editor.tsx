import { useMemo } from 'react';
import { words } from '@/words';
import type { Language } from './context';
import { EditorBox } from './editor_box';
import { placeOf } from './language_api';

/** Something to say of a line. */
export interface Mark {
    line: number;
    column?: number;
    message: string;
    severity?: 'error' | 'warning';
}

interface Props {
    value: string;
    onChange?: (value: string) => void;
    label: string;
    description?: string;
    isLabelHidden?: boolean;
    language: Language;
    rows?: number;
    marks?: readonly Mark[];
    goTo?: { line: number; count: number };
    /** Takes the place that its surroundings give it. */
    isGrowing?: boolean;
}

/** A whole text: tests, a node type's source. Without `onChange` it is only read. */
export function TextEditor({ marks, onChange, ...rest }: Props) {
    const { value } = rest;
    const faults = useMemo(
        () =>
            (marks ?? []).map((mark) => ({
                ...placeOf(value, mark),
                severity: mark.severity ?? 'error',
                message: words.editors.lineColumn(mark.line, mark.column ?? 1, mark.message),
            })),
        // Marks were made of the text as it was then; while one types, the editor itself moves them along.
        // eslint-disable-next-line react-hooks/exhaustive-deps
        [marks],
    );
    return (
        <EditorBox {...rest} onChange={onChange ?? (() => {})} readOnly={!onChange} hasLineNumbers faults={faults} />
    );
}
