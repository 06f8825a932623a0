// The flow as a drawing. It owns nothing but where things are while they are dragged: the document, the selection and
// every change belong to whoever shows it.

import '@xyflow/react/dist/base.css';
import {
    Background,
    BackgroundVariant,
    ConnectionLineType,
    MarkerType,
    MiniMap,
    ReactFlow,
    ReactFlowProvider,
    SelectionMode,
    useReactFlow,
} from '@xyflow/react';
import { useComputedColorScheme } from '@mantine/core';
import { memo, useEffect, useMemo, useRef, useState } from 'react';
import type { FlowDocument, NodeTypes, Outcomes, Problem } from '@/model';
import { words } from '@/words';
import { GroupView, NoteView } from './box_views';
import { CanvasControls } from './canvas_controls';
import { type CanvasEvents, useCanvasEvents } from './events';
import { CanvasContext, type CanvasShared, Cursor, type Level, levelAt } from './context';
import { type CanvasHandle, useCanvasHandle } from './handle';
import { miniColor } from './minimap';
import { type Overlay, OverlayContext, OverlayStore } from './overlay';
import { noSelection, type Selection } from './selection';
import { StepView } from './step_view';
import { useElements } from './use_elements';
import { WireView } from './wire_view';
import classes from './flow_canvas.module.css';

export interface CanvasProps extends Partial<CanvasEvents> {
    document: FlowDocument;
    types: NodeTypes;
    problems?: readonly Problem[];
    /** How flows end that this one calls. */
    outcomes?: Outcomes;
    overlay?: Overlay | null;
    selection?: Selection;
    cursor?: Cursor;
    readOnly?: boolean;
    /** Hears the handle once the canvas is there: to fit, to centre on a node. */
    onReady?: (handle: CanvasHandle) => void;
}

const nodeViews = { step: StepView, group_box: GroupView, note: NoteView };
const wireViews = { wire: WireView };
const lonely = new Cursor();
const none: readonly Problem[] = [];
const grid: [number, number] = [20, 20];
const edgeDefaults = {
    markerEnd: { type: MarkerType.ArrowClosed, width: 11, height: 11, color: 'var(--mantine-color-dimmed)' },
};
// The left button draws the lasso with Shift held and moves the paper without; the middle one always moves it.
const panButtons = [0, 1];

export const FlowCanvas = memo(function FlowCanvas(props: CanvasProps) {
    return (
        <ReactFlowProvider>
            <Inner {...props} />
        </ReactFlowProvider>
    );
});

function Inner(props: CanvasProps) {
    const { document, types, problems = none, selection = noSelection, readOnly = false } = props;
    const scheme = useComputedColorScheme('light');
    const flow = useReactFlow();
    const box = useRef<HTMLDivElement>(null);
    const [level, setLevel] = useState<Level>('near');
    const { nodes, wires, drift } = useElements({
        document,
        types,
        problems,
        outcomes: props.outcomes,
        canAdd: !readOnly,
        selection,
    });
    const events = useCanvasEvents(props, drift);
    const shared = useShared(props, level);
    const overlay = useOverlay(props.overlay);
    useCanvasHandle(box, document, props.onReady);
    return (
        <OverlayContext.Provider value={overlay}>
            <CanvasContext.Provider value={shared}>
                <div ref={box} className={classes.canvas} data-level={level} data-read-only={readOnly || undefined}>
                    <ReactFlow
                        nodes={nodes}
                        edges={wires}
                        nodeTypes={nodeViews}
                        edgeTypes={wireViews}
                        defaultEdgeOptions={edgeDefaults}
                        colorMode={scheme}
                        onlyRenderVisibleElements
                        minZoom={0.05}
                        maxZoom={2}
                        snapToGrid
                        snapGrid={grid}
                        nodesDraggable={!readOnly}
                        nodesConnectable={!readOnly}
                        edgesReconnectable={!readOnly && level === 'near'}
                        nodesFocusable={false}
                        edgesFocusable={false}
                        disableKeyboardA11y
                        deleteKeyCode={null}
                        selectionKeyCode="Shift"
                        multiSelectionKeyCode={['Shift', 'Meta', 'Control']}
                        selectionMode={SelectionMode.Partial}
                        panOnDrag={panButtons}
                        panOnScroll={false}
                        zoomOnDoubleClick={false}
                        connectionRadius={36}
                        connectionLineType={ConnectionLineType.Bezier}
                        attributionPosition="bottom-center"
                        onMove={(_, { zoom }) => setLevel(levelAt(zoom))}
                        aria-label={words.designer.canvas}
                        {...events}
                    >
                        <Background variant={BackgroundVariant.Dots} gap={20} size={1.2} />
                        <MiniMap
                            position="bottom-right"
                            pannable
                            zoomable
                            nodeColor={miniColor}
                            nodeStrokeWidth={0}
                            ariaLabel={words.designer.minimap}
                            style={{ width: 168, height: 112 }}
                            className={classes.minimap}
                        />
                        <CanvasControls onFit={() => void flow.fitView({ padding: 0.15, duration: 250, maxZoom: 1 })} />
                    </ReactFlow>
                </div>
            </CanvasContext.Provider>
        </OverlayContext.Provider>
    );
}

function useShared(props: CanvasProps, level: Level): CanvasShared {
    const latest = useRef(props);
    useEffect(() => {
        latest.current = props;
    });
    const { readOnly = false, cursor } = props;
    return useMemo(
        () => ({
            level,
            readOnly,
            cursor: cursor ?? lonely,
            onInsert: (id, at) => latest.current.onInsert?.(id, at),
            onRenameGroup: (id, title) => latest.current.onRenameGroup?.(id, title),
            onRemoveGroup: (id) => latest.current.onRemoveGroup?.(id),
            onWriteNote: (id, text) => latest.current.onWriteNote?.(id, text),
            onRemoveNote: (id) => latest.current.onRemoveNote?.(id),
        }),
        [level, readOnly, cursor],
    );
}

function useOverlay(overlay: Overlay | null | undefined): OverlayStore {
    const [store] = useState(() => new OverlayStore());
    useEffect(() => store.show(overlay), [store, overlay]);
    return store;
}
