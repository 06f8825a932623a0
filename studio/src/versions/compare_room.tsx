// Any two versions, or a version and one's draft: on the canvas, and as text.

import { ActionIcon, Badge, Button, Group, SegmentedControl, Select, Text, Tooltip } from '@mantine/core';
import { IconArrowLeft, IconArrowsExchange } from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { useNodeTypes, useVersions } from '@/api/queries';
import { type CanvasHandle, FlowCanvas } from '@/canvas';
import { diffText, hunks, nodeTypes, type FlowDocument } from '@/model';
import { Failure, Loading } from '@/ui';
import { words } from '@/words';
import { both } from './both';
import { ChangeList } from './change_list';
import { parseSide, sideChoices, useSide, type Side } from './sides';
import classes from './versions.module.css';

export function CompareRoom({ flowKey }: { flowKey: string }) {
    const search = new URLSearchParams(useSearch());
    const [path, go] = useLocation();
    const versions = useVersions(flowKey);
    const types = useNodeTypes();
    const newest = versions.data?.[0]?.version ?? null;
    const from = parseSide(search.get('from')) ?? newest;
    const to: Side = parseSide(search.get('to')) ?? 'draft';
    const before = useSide(flowKey, from);
    const after = useSide(flowKey, to);
    const [view, setView] = useState('drawing');
    useEffect(() => {
        document.title = words.shell.windowTitle(words.versions.compare.title);
    }, []);
    const known = useMemo(() => nodeTypes(types.data ?? []), [types.data]);
    const failure = versions.error ?? types.error ?? before.error ?? after.error;
    const show = (nextFrom: Side | null, nextTo: Side | null) =>
        go(`${path}?from=${nextFrom ?? ''}&to=${nextTo ?? ''}`, { replace: true });
    const choices = sideChoices(versions.data ?? []);
    const pick = (label: string, value: Side | null, onPick: (side: Side | null) => void) => (
        <Select
            size="xs"
            w={260}
            label={label}
            data={choices}
            value={value === null ? null : String(value)}
            placeholder={words.versions.compare.pick}
            allowDeselect={false}
            onChange={(next) => onPick(parseSide(next))}
        />
    );
    return (
        <div className={classes.room}>
            <header className={classes.bar}>
                <Tooltip label={words.versions.back}>
                    <ActionIcon component={Link} href={`/flows/${flowKey}/versions`} aria-label={words.versions.back}>
                        <IconArrowLeft size={18} />
                    </ActionIcon>
                </Tooltip>
                <h1 style={{ fontSize: 15, margin: '0 8px 6px 0' }}>{words.versions.compare.title}</h1>
                {pick(words.versions.compare.from, from, (side) => show(side, to))}
                <Tooltip label={words.versions.compare.swap}>
                    <ActionIcon aria-label={words.versions.compare.swap} mb={3} onClick={() => show(to, from)}>
                        <IconArrowsExchange size={18} />
                    </ActionIcon>
                </Tooltip>
                {pick(words.versions.compare.to, to, (side) => show(from, side))}
                <SegmentedControl
                    size="xs"
                    ml="auto"
                    value={view}
                    onChange={setView}
                    aria-label={words.versions.compare.title}
                    data={[
                        { value: 'drawing', label: words.versions.compare.drawing },
                        { value: 'text', label: words.versions.compare.text },
                    ]}
                />
            </header>
            {failure ? (
                <div style={{ padding: 24 }}>
                    <Failure error={failure} />
                </div>
            ) : before.document && after.document && types.data ? (
                <Compared before={before.document} after={after.document} types={known} view={view} />
            ) : (
                <Loading />
            )}
        </div>
    );
}

interface ComparedProps {
    before: FlowDocument;
    after: FlowDocument;
    types: ReturnType<typeof nodeTypes>;
    view: string;
}

function Compared({ before, after, types, view }: ComparedProps) {
    const compared = useMemo(() => both(before, after), [before, after]);
    const [canvas, setCanvas] = useState<CanvasHandle | null>(null);
    const [shown, setShown] = useState<string | null>(null);
    const { changes } = compared;
    const selection = useMemo(() => ({ nodes: new Set(shown === null ? [] : [shown]), wire: null }), [shown]);
    const show = (node: string) => {
        setShown(node);
        canvas?.reveal(node);
    };
    return (
        <div className={classes.middle}>
            {view === 'drawing' ? (
                <div className={classes.drawing}>
                    <FlowCanvas
                        key={`${before.key} ${JSON.stringify(Object.keys(compared.overlay.nodes))}`}
                        document={compared.document}
                        types={types}
                        overlay={compared.overlay}
                        selection={selection}
                        readOnly
                        onReady={setCanvas}
                        onSelect={({ nodes: [node] }) => setShown(node ?? null)}
                    />
                </div>
            ) : (
                <TextDiff before={before} after={after} />
            )}
            <section className={classes.side} aria-label={words.versions.compare.list}>
                <Group justify="space-between" mb="sm">
                    <Text fw={600}>{words.versions.compare.list}</Text>
                    <Badge variant="default">{words.versions.compare.changes(changes.length)}</Badge>
                </Group>
                {changes.length === 0 ? (
                    <>
                        <Text size="sm">{words.versions.compare.same}</Text>
                        <Text size="sm" c="dimmed">
                            {words.versions.compare.sameAbout}
                        </Text>
                    </>
                ) : (
                    <ChangeList changes={changes} onShow={show} />
                )}
            </section>
        </div>
    );
}

const signs = { same: ' ', added: '+', removed: '−' };

function TextDiff({ before, after }: { before: FlowDocument; after: FlowDocument }) {
    const lines = useMemo(() => hunks(diffText(before, after)), [before, after]);
    return (
        <div className={classes.text} role="region" aria-label={words.versions.compare.lines} tabIndex={0}>
            {lines.length === 0 && <div className={classes.skipped}>{words.versions.compare.same}</div>}
            {lines.map((line, place) =>
                line === undefined ? (
                    <div key={place} className={classes.skipped}>
                        {words.versions.compare.leftOut}
                    </div>
                ) : (
                    <div key={place} className={classes.line} data-kind={line.kind}>
                        <span>{line.before}</span>
                        <span>{line.after}</span>
                        <span>{signs[line.kind]}</span>
                        <span>{line.text}</span>
                    </div>
                ),
            )}
        </div>
    );
}

export function CompareLink({ flowKey, from, to, label }: { flowKey: string; from: Side; to: Side; label: string }) {
    return (
        <Button
            size="compact-sm"
            variant="subtle"
            component={Link}
            href={`/flows/${flowKey}/compare?from=${from}&to=${to}`}
        >
            {label}
        </Button>
    );
}
