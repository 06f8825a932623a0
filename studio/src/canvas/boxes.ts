// Groups and notes: what lies behind and beside the nodes. A group is as large as its members want it.

import type { Group, Note } from '@/model';
import { type CanvasNode, type GroupNode, heightOf, nodeWidth, type NoteNode, type StepNode } from './elements';

const margin = 28;
const titleHeight = 30;
const noteWidth = 208;
const lettersInLine = 30;

export const groupPrefix = 'group:';
export const notePrefix = 'note:';

export function groupsOf(groups: Group[] | undefined, steps: Map<string, StepNode>): GroupNode[] {
    const boxes: GroupNode[] = [];
    for (const { id, title, nodes } of groups ?? []) {
        const members = nodes.map((member) => steps.get(member)).filter((one) => one !== undefined);
        if (members.length === 0) {
            continue;
        }
        const left = Math.min(...members.map((one) => one.position.x)) - margin;
        const top = Math.min(...members.map((one) => one.position.y)) - margin - titleHeight;
        const right = Math.max(...members.map((one) => one.position.x + nodeWidth)) + margin;
        const bottom = Math.max(...members.map((one) => one.position.y + heightOf(one.data))) + margin;
        const size = { width: right - left, height: bottom - top };
        boxes.push({
            id: groupPrefix + id,
            type: 'group_box',
            position: { x: left, y: top },
            data: { title, members: nodes },
            ...size,
            measured: size,
            handles: [],
            zIndex: -1,
            dragHandle: '[data-drag]',
            selectable: false,
        });
    }
    return boxes;
}

export function notesOf(notes: Note[] | undefined): NoteNode[] {
    return (notes ?? []).map(({ id, text, at }) => {
        const lines = text.split('\n').reduce((sum, line) => sum + 1 + Math.floor(line.length / lettersInLine), 0);
        const size = { width: noteWidth, height: Math.max(56, 28 + lines * 20) };
        return {
            id: notePrefix + id,
            type: 'note' as const,
            position: { x: at[0], y: at[1] },
            data: { text },
            ...size,
            measured: size,
            handles: [],
        };
    });
}

/** Moves what is being dragged; a group that is dragged takes its members along. */
export function moved<T extends CanvasNode>(nodes: T[], places: ReadonlyMap<string, { x: number; y: number }>): T[] {
    if (places.size === 0) {
        return nodes;
    }
    return nodes.map((node) => {
        const place = places.get(node.id);
        return place ? { ...node, position: place, dragging: true } : node;
    });
}
