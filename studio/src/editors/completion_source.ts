import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import type { Proposal, Proposals } from './context';

/** Our proposals as CodeMirror shows them. */
export function completionOf(propose: (text: string, caret: number) => Proposals | null) {
    return ({ state, pos, explicit }: CompletionContext): CompletionResult | null => {
        const found = propose(state.doc.toString(), pos);
        if (
            !found ||
            found.items.length === 0 ||
            (!explicit && found.from === pos && !isMember(state.sliceDoc(pos - 1, pos)))
        ) {
            return null;
        }
        return { from: found.from, options: found.items.map(option), validFor: /^\w*$/ };
    };
}

// After a dot everything is offered at once, elsewhere after the first letter.
function isMember(before: string): boolean {
    return before === '.';
}

function option({ name, detail, help, kind, text }: Proposal): Completion {
    return { label: name, type: kind, detail, info: help || undefined, apply: text };
}
