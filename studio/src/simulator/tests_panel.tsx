// The flow's tests: their text, what is wrong with it, what a play of them says, and what no case comes to.

import { Alert, Button, Group, Switch, Text } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { keys } from '@/api/queries';
import { Refusal } from '@/api/request';
import { useMay } from '@/app/session';
import type { SideProps } from '@/designer/side';
import { TextEditor } from '@/editors';
import { Failure, Loading, notify } from '@/ui';
import { words } from '@/words';
import { type Complaint, coveredBy, coverageOverlay, marksOf, type Report, runTests, withCases } from './report';
import { TestsReport } from './tests_report';
import { patiently } from './use_simulation';
import { type KeptTests, readTests, writeTests } from './wire';
import classes from './simulator.module.css';

const say = words.tests;

export function TestsPanel(props: SideProps) {
    const kept = useQuery({
        queryKey: keys.tests(props.flowKey),
        queryFn: ({ signal }) => readTests(props.flowKey, signal),
        refetchOnWindowFocus: true,
    });
    if (kept.error && !kept.data) {
        return <Failure error={kept.error} onRetry={() => void kept.refetch()} />;
    }
    return kept.data ? <Tests {...props} kept={kept.data} refetch={() => void kept.refetch()} /> : <Loading />;
}

function Tests({
    flowKey,
    document,
    paint,
    select,
    kept,
    refetch,
}: SideProps & { kept: KeptTests; refetch: () => void }) {
    const mayWrite = useMay('flow.write');
    const [base, setBase] = useState(kept);
    const [text, setText] = useState(kept.text);
    const [report, setReport] = useState<Report | null>(null);
    const [complaints, setComplaints] = useState<Complaint[]>([]);
    const [played, setPlayed] = useState<{ text: string; document: unknown } | null>(null);
    const [isPainting, setPainting] = useState(false);
    const [goTo, setGoTo] = useState<{ line: number; count: number }>();
    const isChanged = text !== base.text;
    const isBehind = kept.etag !== base.etag;
    useEffect(() => {
        if (isBehind && !isChanged) {
            setBase(kept);
            setText(kept.text);
        }
    }, [isBehind, isChanged, kept]);

    const run = useMutation({
        mutationFn: async (only: string | null) => {
            const asked = await patiently(() =>
                runTests(flowKey, { document, text, ...(only === null ? {} : { only }) }),
            );
            return { only, asked };
        },
        meta: { isShown: true },
        onSuccess: ({ only, asked }) => {
            setReport((before) => (only === null ? asked : withCases(before, asked)));
            setComplaints([]);
            setPlayed({ text, document });
        },
        onError: (error) => setComplaints(complaintsOf(error)),
    });
    const save = useMutation({
        mutationFn: () => writeTests(flowKey, text, base.etag),
        meta: { isShown: true },
        onSuccess: (etag) => {
            setBase({ ...base, text, etag });
            setComplaints([]);
            notify(say.saved);
            refetch();
        },
        onError: (error) => {
            setComplaints(complaintsOf(error));
            if (error instanceof Refusal && (error.status === 412 || error.status === 409)) {
                refetch();
            }
        },
    });

    const covered = useMemo(() => (report ? coveredBy(document, report) : null), [document, report]);
    useEffect(() => {
        paint(isPainting && covered ? coverageOverlay(document, covered) : null);
    }, [paint, isPainting, covered, document]);
    useEffect(() => () => paint(null), [paint]);
    const marks = useMemo(() => [...complaints, ...marksOf(report)], [complaints, report]);
    const go = (line: number) => setGoTo((before) => ({ line, count: (before?.count ?? 0) + 1 }));
    const failed = [run.error, save.error].find((error) => error !== null && complaintsOf(error).length === 0);

    return (
        <div className={classes.talk}>
            <Group px={12} pb={8} gap={6}>
                <Button
                    size="xs"
                    variant="filled"
                    leftSection={<IconPlayerPlay size={14} />}
                    loading={run.isPending}
                    disabled={text.trim() === ''}
                    onClick={() => run.mutate(null)}
                >
                    {say.runAll}
                </Button>
                {mayWrite && (
                    <>
                        <Button size="xs" disabled={!isChanged} loading={save.isPending} onClick={() => save.mutate()}>
                            {say.save}
                        </Button>
                        {isChanged && (
                            <>
                                <Button size="xs" variant="subtle" onClick={() => setText(base.text)}>
                                    {say.discard}
                                </Button>
                                <Text size="xs" c="dimmed">
                                    {say.unsaved}
                                </Text>
                            </>
                        )}
                    </>
                )}
            </Group>
            {isBehind && isChanged && (
                <Alert color="orange" variant="light" radius={0} p="xs">
                    <Group gap="xs">
                        <Text size="sm">{say.newer}</Text>
                        <Button
                            size="compact-xs"
                            onClick={() => {
                                setBase(kept);
                                setText(kept.text);
                                save.reset();
                            }}
                        >
                            {say.takeTheirs}
                        </Button>
                        <Button
                            size="compact-xs"
                            onClick={() => {
                                setBase({ ...kept, text: base.text });
                                save.reset();
                            }}
                        >
                            {say.keepMine}
                        </Button>
                    </Group>
                </Alert>
            )}
            {text === '' && base.text === '' && (
                <Group px={12} pb={8} gap="xs">
                    <Text size="sm" c="dimmed">
                        {say.empty}
                    </Text>
                    {mayWrite && (
                        <Button size="compact-xs" onClick={() => setText(`flow ${flowKey}\n\ncase \n`)}>
                            {say.begin}
                        </Button>
                    )}
                </Group>
            )}
            <div className={classes.editor}>
                <TextEditor
                    label={say.text}
                    isLabelHidden
                    language="flowtest"
                    rows={12}
                    isGrowing
                    value={text}
                    onChange={mayWrite ? setText : undefined}
                    marks={marks}
                    goTo={goTo}
                />
            </div>
            <div className={classes.report} role="status">
                {failed && <Failure error={failed} />}
                {complaints.length > 0 && (
                    <Alert color="red" variant="light" p="xs" title={say.complaints}>
                        {complaints.map(({ line, column, message }) => (
                            <Button
                                key={`${line}:${column}`}
                                size="compact-xs"
                                variant="subtle"
                                onClick={() => go(line)}
                            >
                                {say.complaint(line, column, message)}
                            </Button>
                        ))}
                    </Alert>
                )}
                {covered && (
                    <Group justify="space-between" mb={6}>
                        <Switch
                            size="xs"
                            label={say.coverage}
                            checked={isPainting}
                            onChange={(event) => setPainting(event.currentTarget.checked)}
                        />
                        <Text size="xs" c="dimmed">
                            {say.covered(Math.floor(covered.nodeShare * 100), Math.floor(covered.wireShare * 100))}
                        </Text>
                    </Group>
                )}
                {report && (
                    <TestsReport
                        report={report}
                        covered={isPainting ? covered : null}
                        isOld={played !== null && (played.text !== text || played.document !== document)}
                        isRunning={run.isPending}
                        onGo={go}
                        onRun={(name) => run.mutate(name)}
                        onShow={select}
                    />
                )}
            </div>
        </div>
    );
}

function complaintsOf(error: unknown): Complaint[] {
    const found = error instanceof Refusal ? error.more.complaints : undefined;
    return Array.isArray(found) ? (found as Complaint[]) : [];
}
