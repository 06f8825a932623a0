// The one component that draws a node, whatever its type: all it knows comes from the type's description.

import { Handle, type NodeProps, Position } from '@xyflow/react';
import { IconAlertTriangleFilled, IconBolt, IconClock, IconExclamationCircleFilled, IconX } from '@tabler/icons-react';
import { type CSSProperties, memo, useContext } from 'react';
import type { OutputKind } from '@/model';
import { words } from '@/words';
import { CanvasContext, useCursor } from './context';
import { categoryColor } from './category';
import { inputTop, newOutput, outputTop, type Step, type StepNode } from './elements';
import { Entries } from './entries';
import { NodeIcon } from './node_icon';
import { useNodeMark } from './overlay';
import { NodeMarks } from './node_marks';
import classes from './step_view.module.css';

export const StepView = memo(
    function StepView({ id, data, selected }: NodeProps<StepNode>) {
        const { level, readOnly } = useContext(CanvasContext);
        const mark = useNodeMark(id);
        const title = data.node.title || data.type?.title || data.node.type;
        const isFar = level === 'far';
        return (
            <div
                className={classes.node}
                data-selected={selected || undefined}
                data-level={level}
                data-worst={worstOf(data)}
                data-diff={mark?.diff}
                data-at={mark?.at || undefined}
                data-lit={mark?.lit || undefined}
                data-dim={mark?.dim || undefined}
                data-covered={mark?.covered === undefined ? undefined : String(mark.covered)}
                data-step={id}
                style={colorOf(data)}
            >
                <Dot id="in" type="target" top={inputTop} isFar={isFar} className={classes.in} />
                {data.entries.length > 0 && <Entries entries={data.entries} />}
                <div className={classes.head}>
                    <span className={classes.icon}>
                        <NodeIcon name={data.type?.icon} size={isFar ? 40 : 20} />
                    </span>
                    <span className={classes.titles}>
                        <span className={classes.title}>{title}</span>
                        {level === 'near' && (
                            <span className={classes.type}>{data.type?.title ?? words.designer.unknownType}</span>
                        )}
                    </span>
                    {data.problems.length > 0 && <ProblemBadge data={data} />}
                </div>
                {data.summary && level === 'near' && <div className={classes.summary}>{data.summary}</div>}
                {level === 'near' && <Labels id={id} data={data} />}
                {data.outputs.map((output, place) => (
                    <Dot
                        key={output.key}
                        id={output.key}
                        type="source"
                        top={outputTop(data, place)}
                        isFar={isFar}
                        className={classes.out}
                        kind={output.kind}
                        isOpen={output.isMissing || output.isUnknown}
                        isFixed={readOnly}
                    />
                ))}
                {mark && <NodeMarks mark={mark} />}
            </div>
        );
    },
    (a, b) => a.data === b.data && a.selected === b.selected && a.id === b.id,
);

function colorOf(data: Step): CSSProperties {
    const color = categoryColor(data.type?.category ?? '');
    return { '--category': `var(--mantine-color-${color}-filled)` } as CSSProperties;
}

function Labels({ id, data }: { id: string; data: Step }) {
    const chosen = useCursor(id);
    return data.outputs.map((output, place) => (
        <span
            key={output.key}
            className={classes.label}
            data-kind={output.key === newOutput ? 'new' : output.kind}
            data-chosen={chosen === output.key || undefined}
            title={output.title}
            style={{ top: outputTop(data, place) - 10 }}
        >
            <KindSign kind={output.kind} />
            {output.key === newOutput ? words.designer.newOutput : output.key}
        </span>
    ));
}

const signs = { error: IconX, timeout: IconClock, event: IconBolt };

/** Never by colour alone. */
function KindSign({ kind }: { kind: OutputKind }) {
    const Sign = kind === 'ok' ? undefined : signs[kind];
    return Sign && <Sign size={11} stroke={2.2} className={classes.kindSign} aria-hidden />;
}

interface DotProps {
    id: string;
    type: 'source' | 'target';
    top: number;
    className?: string;
    isFar: boolean;
    kind?: string;
    isOpen?: boolean;
    isFixed?: boolean;
}

/** Where wires begin and end. From far away it is only a place: thousands of them are seen at once there. */
function Dot({ id, type, top, className, isFar, kind, isOpen, isFixed }: DotProps) {
    const position = type === 'source' ? Position.Right : Position.Left;
    if (isFar) {
        return (
            <div
                className={`react-flow__handle react-flow__handle-${position} ${type}`}
                data-handleid={id}
                data-handlepos={position}
                style={{ top, visibility: 'hidden' }}
            />
        );
    }
    return (
        <Handle
            id={id}
            type={type}
            position={position}
            className={className}
            style={{ top }}
            isConnectableStart={type === 'source' && !isFixed}
            data-kind={kind}
            data-open={isOpen || undefined}
        />
    );
}

function ProblemBadge({ data }: { data: Step }) {
    const isError = worstOf(data) === 'error';
    const Icon = isError ? IconExclamationCircleFilled : IconAlertTriangleFilled;
    return (
        <span className={classes.badge} data-severity={isError ? 'error' : 'warning'} title={data.problems[0]?.message}>
            <Icon size={16} aria-hidden />
            {data.problems.length > 1 && <span>{data.problems.length}</span>}
        </span>
    );
}

function worstOf(data: Step): 'error' | 'warning' | undefined {
    if (data.problems.length === 0) {
        return undefined;
    }
    return data.problems.some((problem) => problem.severity === 'error') ? 'error' : 'warning';
}
