// The one component that draws a node, whatever its type: all it knows comes from the type's description.

import { Handle, type NodeProps, Position } from '@xyflow/react';
import { IconAlertTriangleFilled, IconExclamationCircleFilled } from '@tabler/icons-react';
import { memo, useContext } from 'react';
import { words } from '@/words';
import { CanvasContext, useCursor } from './context';
import { categoryColor } from './category';
import type { Step, StepNode } from './elements';
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
                style={{ '--category': `var(--mantine-color-${categoryColor(data.type?.category ?? '')}-filled)` }}
            >
                {!isFar && <Handle id="in" type="target" position={Position.Left} className={classes.in} />}
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
                {!isFar && <Outputs id={id} data={data} isNear={level === 'near'} readOnly={readOnly} />}
                {mark && <NodeMarks mark={mark} />}
            </div>
        );
    },
    (a, b) => a.data === b.data && a.selected === b.selected && a.id === b.id,
);

function Outputs({ id, data, isNear, readOnly }: { id: string; data: Step; isNear: boolean; readOnly: boolean }) {
    const chosen = useCursor(id);
    return (
        <div className={classes.outputs}>
            {data.outputs.map((output) => (
                <div
                    key={output.key}
                    className={classes.output}
                    data-kind={output.kind}
                    data-open={output.isMissing || undefined}
                    data-unknown={output.isUnknown || undefined}
                    data-chosen={chosen === output.key || undefined}
                    title={output.title}
                >
                    {isNear && <span className={classes.label}>{output.key}</span>}
                    <Handle
                        id={output.key}
                        type="source"
                        position={Position.Right}
                        className={classes.out}
                        isConnectableStart={!readOnly}
                    />
                </div>
            ))}
        </div>
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
