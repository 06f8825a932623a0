// The flow as a tree: all that the drawing shows and all that can be done there, for the keyboard and for screen readers.

import { Text } from '@mantine/core';
import { IconAlertTriangleFilled, IconArrowRight, IconExclamationCircleFilled } from '@tabler/icons-react';
import { useEffect, useMemo, useRef } from 'react';
import { NodeIcon } from '@/canvas';
import type { FlowDocument, Hook, NodeOutput, OutlineLine } from '@/model';
import { words } from '@/words';
import { outputsAt, titleOf } from './actions';
import { copyInto, pasteText } from './clipboard';
import { type KeyHands, press } from './keys';
import { type Line, linesOf } from './reading';
import type { Store } from './state';
import { describe, stand } from './walking';
import { useDesigner, useStore } from './use_store';
import classes from './outline.module.css';

/** A line of the tree: a node, or one of its outputs. */
interface Row extends Line {
    output?: NodeOutput;
}

export function Outline({ hands }: { hands: KeyHands }) {
    const store = useStore();
    const document = useDesigner((state) => state.history.present);
    const problems = useDesigner((state) => state.problems);
    const selection = useDesigner((state) => state.selection);
    const cursor = useDesigner((state) => state.output);
    const box = useRef<HTMLDivElement>(null);
    const rows = useMemo(() => rowsOf(document, store), [document, store]);
    useEffect(() => box.current?.focus(), []);
    const [only] = selection.nodes.size === 1 ? selection.nodes : [];
    const at = rows.findIndex((row) => row.node === only && (row.output?.key ?? null) === cursor);
    useEffect(() => {
        box.current?.querySelector('[data-here]')?.scrollIntoView({ block: 'nearest' });
    }, [at]);
    const go = (row: Row | undefined) => row && stand(store, row.node, row.output?.key ?? null);
    const moves: Record<string, () => void> = {
        ArrowDown: () => go(rows[at + 1] ?? rows[at]),
        ArrowUp: () => go(rows[Math.max(0, at - 1)]),
        ArrowRight: () => go(forward(rows, at)),
        ArrowLeft: () => go(backward(rows, at)),
        Home: () => go(rows[0]),
        End: () => go(rows.at(-1)),
    };
    return (
        <div
            ref={box}
            className={classes.outline}
            role="tree"
            aria-label={words.designer.outlineAbout}
            aria-activedescendant={at >= 0 ? rowId(rows[at]) : undefined}
            data-canvas-focus
            data-nodes={Object.keys(document.nodes).length}
            tabIndex={0}
            onFocus={(event) => event.target === event.currentTarget && at < 0 && go(rows[0])}
            onKeyDown={(event) => {
                const move = event.ctrlKey || event.metaKey || event.shiftKey ? undefined : moves[event.key];
                if (move) {
                    move();
                } else if (!press(hands, event, true)) {
                    return;
                }
                event.preventDefault();
                event.stopPropagation();
            }}
            onCopy={(event) => copyInto(store, event.clipboardData) && event.preventDefault()}
            onPaste={(event) =>
                pasteText(store, event.clipboardData.getData('text/plain'), [0, 0]) && event.preventDefault()
            }
        >
            {rows.length === 0 && (
                <Text c="dimmed" p="md" size="sm">
                    {words.designer.empty.title}
                </Text>
            )}
            {rows.map((row, place) => (
                <div
                    key={rowId(row)}
                    id={rowId(row)}
                    role="treeitem"
                    aria-level={row.depth + (row.output ? 2 : 1)}
                    aria-selected={place === at}
                    title={describe(store, row.node, row.output?.key ?? null)}
                    data-here={place === at || undefined}
                    data-kind={row.output?.kind ?? 'node'}
                    className={classes.row}
                    style={{ paddingLeft: 12 + row.depth * 26 + (row.output ? 34 : 0) }}
                    onClick={() => go(row)}
                    onDoubleClick={() => store.edit()}
                >
                    {row.output ? (
                        <OutputRow output={row.output} />
                    ) : (
                        <NodeRow row={row} worst={worstAt(problems, row.node)} />
                    )}
                </div>
            ))}
        </div>
    );
}

function NodeRow({ row, worst }: { row: Row; worst: 'error' | 'warning' | undefined }) {
    const store = useStore();
    const node = store.document.nodes[row.node];
    const type = store.types.get(node?.type ?? '');
    const Sign = worst === 'error' ? IconExclamationCircleFilled : IconAlertTriangleFilled;
    return (
        <>
            <NodeIcon name={type?.icon} size={17} />
            <span className={classes.title}>{titleOf(store, row.node)}</span>
            <span className={classes.type}>{type?.title ?? node?.type}</span>
            {row.root && <span className={classes.root}>{rootWords(row.root, store.document.hooks)}</span>}
            {worst && <Sign size={15} className={classes.sign} data-severity={worst} aria-hidden />}
        </>
    );
}

function rootWords({ root, hook }: OutlineLine, hooks: Hook[] | undefined): string {
    const entries = words.designer.entries;
    const event = hook === undefined ? undefined : hooks?.[hook]?.on;
    const known = {
        start: entries.start,
        hook: event ?? entries.hook,
        on_error: entries.error,
        on_cancel: entries.cancel,
    };
    return root === 'unreached' || root === undefined ? words.designer.unreached : known[root];
}

function OutputRow({ output }: { output: NodeOutput }) {
    const store = useStore();
    return (
        <>
            <IconArrowRight size={14} aria-hidden />
            <span className={classes.output}>{output.key}</span>
            <span className={classes.type} data-open={output.isMissing || undefined}>
                {output.to ? words.designer.outlineGoesTo(titleOf(store, output.to)) : words.designer.outlineOpen}
            </span>
        </>
    );
}

function rowsOf(document: FlowDocument, store: Store): Row[] {
    return linesOf(document, store).flatMap((line): Row[] => [
        line,
        ...outputsAt(store, line.node).map((output) => ({ ...line, output })),
    ]);
}

function rowId(row: Row | undefined): string {
    return row ? `row-${row.node}${row.output ? `-${row.output.key}` : ''}` : '';
}

/** From an output to the node that it leads to; from a node to its first output. */
function forward(rows: Row[], at: number): Row | undefined {
    const row = rows[at];
    const to = row?.output?.to;
    return to === undefined ? rows[at + 1] : rows.find((one) => one.node === to && !one.output);
}

/** From an output to its node; from a node to the output that led there. */
function backward(rows: Row[], at: number): Row | undefined {
    const row = rows[at];
    if (row?.output) {
        return rows.find((one) => one.node === row.node && !one.output);
    }
    const from = row?.from;
    return from && rows.find((one) => one.node === from.node && one.output?.key === from.output);
}

function worstAt(problems: readonly { node: string; severity: string }[], node: string) {
    const own = problems.filter((problem) => problem.node === node);
    return own.length === 0 ? undefined : own.some((problem) => problem.severity === 'error') ? 'error' : 'warning';
}
