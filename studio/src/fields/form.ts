// What every field of one form shares.

import { createContext, useContext } from 'react';
import type { FlowDocument, NodeTypes, Problem } from '@/model';

export interface FormShared {
    document: FlowDocument;
    nodeId: string | null;
    types: NodeTypes;
    /** All problems of the document, with pointers into it. */
    problems: readonly Problem[];
    readOnly: boolean;
    /** A value at a pointer of the document; undefined takes it away. */
    onChange: (pointer: string, value: unknown) => void;
}

export const FormContext = createContext<FormShared | null>(null);

export function useForm(): FormShared {
    const form = useContext(FormContext);
    if (!form) {
        throw new Error('expected a field within a form');
    }
    return form;
}

/** What is wrong at exactly this place, or, for a field without parts, anywhere in it. */
export function useProblemAt(pointer: string, isLeaf = true): string | undefined {
    const { problems } = useForm();
    const here = problems.filter(
        (problem) => problem.pointer === pointer || (isLeaf && problem.pointer.startsWith(`${pointer}/`)),
    );
    return here.length > 0 ? here.map(firstLine).join('\n') : undefined;
}

function firstLine({ message }: Problem): string {
    return message.split('\n')[0] ?? message;
}
