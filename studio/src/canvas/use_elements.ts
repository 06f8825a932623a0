// What xyflow shows: the document's elements, with what is selected and where things are while they are dragged.

import { useMemo, useState } from 'react';
import { groupsOf, moved, notesOf } from './boxes';
import { type CanvasNode, type Drawn, Elements, type StepNode, type Wire } from './elements';
import type { Selection } from './selection';

type Spots = ReadonlyMap<string, { x: number; y: number }>;

/** Where things are between the beginning and the end of a drag. */
export interface Drift {
    at: Spots;
    set: (spots: Spots) => void;
    placeOf: (id: string) => { x: number; y: number } | undefined;
}

interface Given extends Drawn {
    selection: Selection;
}

const still: Spots = new Map();

export function useElements({ document, types, problems, outcomes, canAdd, selection }: Given) {
    const [elements] = useState(() => new Elements());
    const [spots, setSpots] = useState<Spots>(still);
    const [selected] = useState(() => new WeakMap<CanvasNode, CanvasNode>());

    const made = useMemo(
        () => elements.of({ document, types, problems, outcomes, canAdd }),
        [elements, document, types, problems, outcomes, canAdd],
    );
    const steps = useMemo(() => moved(made.steps, spots), [made, spots]);
    const { groups: grouped, notes: noted } = document.layout ?? {};
    const groups = useMemo(() => groupsOf(grouped, new Map(steps.map((step) => [step.id, step]))), [grouped, steps]);
    const notes = useMemo(() => moved(notesOf(noted), spots), [noted, spots]);
    const nodes = useMemo(() => {
        const mark = (node: CanvasNode): CanvasNode => {
            if (!selection.nodes.has(node.id)) {
                return node;
            }
            const known = selected.get(node) ?? { ...node, selected: true };
            selected.set(node, known);
            return known;
        };
        return [...groups, ...steps.map(mark), ...notes.map(mark)];
    }, [groups, steps, notes, selection.nodes, selected]);
    const wires = useMemo(
        () =>
            made.wires.map((wire): Wire =>
                wire.id === selection.wire ? { ...wire, selected: true, zIndex: 1 } : wire,
            ),
        [made, selection.wire],
    );
    const drift = useMemo((): Drift => {
        const places = new Map<string, { x: number; y: number }>();
        return {
            at: spots,
            set: setSpots,
            placeOf: (id) => {
                if (places.size === 0) {
                    nodes.forEach((node) => places.set(node.id, node.position));
                }
                return places.get(id);
            },
        };
    }, [nodes, spots]);
    return { nodes, wires, drift };
}

export function isStep(node: CanvasNode): node is StepNode {
    return node.type === 'step';
}
