// What people do to the canvas, in the words of a flow.

import type { Connection, EdgeMouseHandler, NodeChange, OnConnectEnd, OnNodeDrag, OnReconnect } from '@xyflow/react';
import { useReactFlow } from '@xyflow/react';
import { type DragEvent, useEffect, useMemo, useRef } from 'react';
import type { Place } from '@/model';
import { groupPrefix } from './boxes';
import type { CanvasNode, GroupNode, Wire } from './elements';
import { noSelection, type Selection } from './selection';
import type { Drift } from './use_elements';

export interface WireStart {
    node: string;
    output: string;
}

/** A place of the screen, and the same place in the flow. */
export interface Spot {
    screen: { x: number; y: number };
    at: Place;
}

export interface CanvasEvents {
    onSelect: (selection: Selection) => void;
    onMove: (nodes: Record<string, Place>, notes: Record<string, Place>) => void;
    onConnect: (from: WireStart, to: string) => void;
    onDisconnect: (from: WireStart) => void;
    /** A wire was dropped where nothing is. */
    onDropWire: (from: WireStart, spot: Spot) => void;
    /** A type was dragged here from the palette. */
    onDropType: (type: string, spot: Spot, wire: string | null) => void;
    onInsert: (wireId: string, at: { x: number; y: number }) => void;
    onOpen: (node: string) => void;
    onPaneMenu: (spot: Spot) => void;
    onRenameGroup: (id: string, title: string) => void;
    onRemoveGroup: (id: string) => void;
    onWriteNote: (id: string, text: string) => void;
    onRemoveNote: (id: string) => void;
}

export const dragMime = 'application/x-millrace-node-type';

export function useCanvasEvents(given: Partial<CanvasEvents> & { selection?: Selection }, drift: Drift) {
    const flow = useReactFlow<CanvasNode, Wire>();
    const latest = useRef({ ...given, drift });
    useEffect(() => {
        latest.current = { ...given, drift };
    });
    return useMemo(() => {
        const now = () => latest.current;
        const spotOf = (event: { clientX: number; clientY: number }): Spot => {
            const screen = { x: event.clientX, y: event.clientY };
            const { x, y } = flow.screenToFlowPosition(screen);
            return { screen, at: [x, y] };
        };
        const choose = (changes: NodeChange<CanvasNode>[]) => {
            const { selection = noSelection, onSelect } = now();
            const nodes = new Set(selection.nodes);
            for (const change of changes) {
                if (change.type === 'select') {
                    nodes[change.selected ? 'add' : 'delete'](change.id);
                }
            }
            if (nodes.size !== selection.nodes.size || [...nodes].some((id) => !selection.nodes.has(id))) {
                onSelect?.({ nodes, wire: nodes.size > 0 ? null : selection.wire });
            }
        };
        const follow = (changes: NodeChange<CanvasNode>[]) => {
            const spots = new Map(now().drift.at);
            for (const change of changes) {
                if (change.type !== 'position' || !change.position) {
                    continue;
                }
                if (change.id.startsWith(groupPrefix)) {
                    take(flow.getNode(change.id) as GroupNode | undefined, change.position, spots, now().drift);
                } else {
                    spots.set(change.id, change.position);
                }
            }
            now().drift.set(spots);
        };
        const settle: OnNodeDrag<CanvasNode> = () => {
            const { drift: at, onMove } = now();
            if (at.at.size === 0) {
                return;
            }
            const nodes: Record<string, Place> = {};
            const notes: Record<string, Place> = {};
            for (const [id, { x, y }] of at.at) {
                const isNote = id.startsWith('note:');
                (isNote ? notes : nodes)[isNote ? id.slice(5) : id] = [Math.round(x), Math.round(y)];
            }
            onMove?.(nodes, notes);
            at.set(new Map());
        };
        const onConnectEnd: OnConnectEnd = (event, { fromNode, fromHandle, toHandle }) => {
            if (!fromNode || !fromHandle?.id || toHandle || fromHandle.type !== 'source') {
                return;
            }
            const from = { node: fromNode.id, output: fromHandle.id };
            const point = 'changedTouches' in event ? event.changedTouches[0] : event;
            if (!point) {
                return;
            }
            // Anywhere on a node is good enough.
            const under = document.elementFromPoint(point.clientX, point.clientY)?.closest<HTMLElement>('[data-step]');
            if (under?.dataset.step) {
                now().onConnect?.(from, under.dataset.step);
            } else {
                now().onDropWire?.(from, spotOf(point));
            }
        };
        const onReconnect: OnReconnect<Wire> = (wire, connection) => {
            const from = startOf(connection);
            const old = { node: wire.source, output: wire.data?.output ?? '' };
            if (from && (from.node !== old.node || from.output !== old.output)) {
                now().onDisconnect?.(old);
            }
            if (from) {
                now().onConnect?.(from, connection.target);
            }
        };
        const onEdgeClick: EdgeMouseHandler<Wire> = (_, wire) => now().onSelect?.({ nodes: new Set(), wire: wire.id });
        return {
            onNodesChange: (changes: NodeChange<CanvasNode>[]) => {
                if (changes.some((change) => change.type === 'position')) {
                    follow(changes);
                }
                if (changes.some((change) => change.type === 'select')) {
                    choose(changes);
                }
            },
            onNodeDragStop: settle,
            onSelectionDragStop: settle as () => void,
            onConnect: (connection: Connection) => {
                const from = startOf(connection);
                if (from) {
                    now().onConnect?.(from, connection.target);
                }
            },
            onConnectEnd,
            onReconnect,
            onEdgeClick,
            onPaneClick: () => now().onSelect?.(noSelection),
            onNodeDoubleClick: (_: unknown, node: CanvasNode) => node.type === 'step' && now().onOpen?.(node.id),
            onPaneContextMenu: (event: React.MouseEvent | MouseEvent) => {
                event.preventDefault();
                now().onPaneMenu?.(spotOf(event));
            },
            onDragOver: (event: DragEvent) => {
                if (event.dataTransfer.types.includes(dragMime)) {
                    event.preventDefault();
                    event.dataTransfer.dropEffect = 'copy';
                }
            },
            onDrop: (event: DragEvent) => {
                const type = event.dataTransfer.getData(dragMime);
                if (type) {
                    event.preventDefault();
                    const wire = document
                        .elementFromPoint(event.clientX, event.clientY)
                        ?.closest<HTMLElement>('.react-flow__edge');
                    now().onDropType?.(type, spotOf(event), wire?.dataset.id ?? null);
                }
            },
        };
    }, [flow]);
}

function startOf({ source, sourceHandle }: Connection): WireStart | null {
    return sourceHandle ? { node: source, output: sourceHandle } : null;
}

// The members go where the group goes.
function take(
    group: GroupNode | undefined,
    to: { x: number; y: number },
    spots: Map<string, { x: number; y: number }>,
    drift: Drift,
) {
    if (!group) {
        return;
    }
    const dx = to.x - group.position.x;
    const dy = to.y - group.position.y;
    for (const member of group.data.members) {
        const place = spots.get(member) ?? drift.placeOf(member);
        if (place) {
            spots.set(member, { x: place.x + dx, y: place.y + dy });
        }
    }
}
