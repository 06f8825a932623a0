// What is plain without asking the server, until the model says more of it.

import { placesOf } from '@/canvas';
import { outputsOf, pointers, type FlowDocument, type NodeTypes, type Outcomes, type Place, type Problem } from '@/model';
import { words } from '@/words';

/** Outputs that must lead somewhere and do not. */
export function localProblems(document: FlowDocument, types: NodeTypes, outcomes: Outcomes): Problem[] {
    return Object.keys(document.nodes).flatMap((node) =>
        outputsOf(document, node, types, outcomes)
            .filter((output) => output.isMissing)
            .map((output): Problem => ({
                severity: 'error',
                code: 'flow.missing_output',
                node,
                pointer: pointers.join('/nodes', node, 'next', output.key),
                message: words.designer.problems.unwired(output.key, node),
                fix: words.designer.problems.drawWire,
            })),
    );
}

/** What a press can mend. */
export function quickFixes(
    document: FlowDocument,
    problem: Problem,
    types: NodeTypes,
): { name: string; apply: (document: FlowDocument) => FlowDocument }[] {
    void [document, problem, types];
    return [];
}

/** In columns by the distance from the start. */
export function arrange(document: FlowDocument): Record<string, Place> {
    const { layout: _, ...logic } = document;
    return placesOf(logic);
}
