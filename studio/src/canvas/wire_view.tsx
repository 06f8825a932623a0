// The one component that draws a wire, with a «+» in its middle that puts a node there.

import { BaseEdge, type EdgeProps, getBezierPath, getSmoothStepPath } from '@xyflow/react';
import { memo, useContext } from 'react';
import { words } from '@/words';
import { CanvasContext } from './context';
import type { Wire } from './elements';
import { useWireMark } from './overlay';
import classes from './wire_view.module.css';

export const WireView = memo(function WireView(props: EdgeProps<Wire>) {
    const { id, data, selected } = props;
    const { level, readOnly, onInsert } = useContext(CanvasContext);
    const mark = useWireMark(id);
    const [path, x, y] = pathOf(props);
    const width = mark?.share === undefined ? undefined : 1.5 + mark.share * 6;
    return (
        <g
            className={classes.wire}
            data-kind={data?.kind}
            data-selected={selected || undefined}
            data-lit={mark?.lit || undefined}
            data-dim={mark?.dim || undefined}
            data-covered={mark?.covered === undefined ? undefined : String(mark.covered)}
            data-diff={mark?.diff}
        >
            <BaseEdge
                id={id}
                path={path}
                interactionWidth={level === 'far' ? 0 : 18}
                className={classes.line}
                style={width === undefined ? undefined : { strokeWidth: width }}
                markerEnd={level === 'far' ? undefined : props.markerEnd}
            />
            {mark?.count !== undefined && level !== 'far' && (
                <text className={classes.count} x={x} y={y - 8} textAnchor="middle">
                    {words.designer.number(mark.count)}
                </text>
            )}
            {!readOnly && level === 'near' && (
                <g
                    className={`${classes.plus} nopan`}
                    transform={`translate(${x} ${y})`}
                    role="button"
                    aria-label={words.designer.insertHere}
                    onPointerDown={(event) => event.stopPropagation()}
                    onClick={(event) => {
                        event.stopPropagation();
                        onInsert(id, { x: event.clientX, y: event.clientY });
                    }}
                >
                    <circle r={10} />
                    <path d="M-4.5 0H4.5M0 -4.5V4.5" />
                </g>
            )}
        </g>
    );
});

// Forward in a curve; backward around the nodes, in steps.
function pathOf({ sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition }: EdgeProps<Wire>) {
    const ends = { sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition };
    return targetX > sourceX - 20
        ? getBezierPath({ ...ends, curvature: 0.35 })
        : getSmoothStepPath({ ...ends, borderRadius: 14, offset: 26 });
}
