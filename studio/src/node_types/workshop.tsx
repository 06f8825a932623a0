// Where a node type is written: its source, its help, its cases; they are tried, and uploaded when all of them pass.

import { Alert, Button, Group, List, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { keys } from '@/api/queries';
import { forget, recall, remember } from '@/app/kept';
import frame from '@/app/frame.module.css';
import { type Mark, TextEditor } from '@/editors';
import { checkScript } from '@/editors/language_api';
import { marksOf, type Report } from '@/simulator/report';
import { OneCase } from '@/simulator/tests_report';
import { confirm, Failure, notify, PageHead } from '@/ui';
import { words } from '@/words';
import { reportOf, sourceFaults, testType, uploadType, type Written } from './type_api';
import classes from './node_types.module.css';

const say = words.nodeTypes.room;
const first: Written = { source: say.firstSource, help: say.firstHelp, cases: say.firstCases };

interface Props {
    /** A new version of this one; without it a new type. */
    of?: string;
    begin?: Written;
    onClose: () => void;
    onUploaded: (type: string) => void;
}

export function Workshop({ of, begin = first, onClose, onUploaded }: Props) {
    const client = useQueryClient();
    const place = `millrace.node_type.${of ?? ''}`;
    const [written, setWritten] = useState<Written>(() => recall<Written>(place) ?? begin);
    useEffect(() => remember(place, written), [place, written]);
    const write = (change: Partial<Written>) => setWritten((before) => ({ ...before, ...change }));
    const [goTo, setGoTo] = useState<{ line: number; count: number }>();

    const test = useMutation({ mutationFn: () => testType(written), meta: { isShown: true } });
    const upload = useMutation({
        mutationFn: () => uploadType(written),
        meta: { isShown: true },
        onSuccess: async ({ type, title, version }) => {
            forget(place);
            await client.invalidateQueries({ queryKey: keys.nodeTypes });
            notify(say.uploaded(title, version));
            onUploaded(type);
        },
    });
    const error = test.error ?? upload.error;
    const report = test.data ?? reportOf(upload.error);
    const faults = sourceFaults(error);
    const slips = useSlips(written.source);
    const sourceMarks = useMemo((): Mark[] => [...slips, ...sourceFaults(error)], [slips, error]);
    const caseMarks = useMemo(() => marksOf(report), [report]);
    const isBusy = test.isPending || upload.isPending;
    return (
        <div className={frame.page}>
            <PageHead title={of ?? say.title} text={say.text}>
                <Button variant="subtle" onClick={onClose}>
                    {say.close}
                </Button>
                <Button
                    variant="subtle"
                    onClick={async () => {
                        if (await confirm({ title: say.startOverTitle, text: say.startOverText, yes: say.startOver })) {
                            setWritten(begin);
                        }
                    }}
                >
                    {say.startOver}
                </Button>
                <Button
                    loading={test.isPending}
                    disabled={isBusy}
                    onClick={() => {
                        upload.reset();
                        test.mutate();
                    }}
                >
                    {say.test}
                </Button>
                <Button
                    variant="filled"
                    loading={upload.isPending}
                    disabled={isBusy}
                    onClick={() => {
                        test.reset();
                        upload.mutate();
                    }}
                >
                    {say.upload}
                </Button>
            </PageHead>
            <div role="status">
                {faults.length > 0 && (
                    <Alert color="red" variant="light" title={say.problems} mb="sm">
                        <List size="sm">
                            {faults.map(({ line, message }) => (
                                <List.Item key={`${line}${message}`}>{message}</List.Item>
                            ))}
                        </List>
                    </Alert>
                )}
                {error && faults.length === 0 && !report && <Failure error={error} />}
                {report && (
                    <Outcome
                        report={report}
                        onGo={(line) => setGoTo((now) => ({ line, count: (now?.count ?? 0) + 1 }))}
                    />
                )}
            </div>
            <div className={classes.workshop}>
                <TextEditor
                    label={say.source}
                    description={say.sourceHelp}
                    language="lua"
                    rows={18}
                    value={written.source}
                    onChange={(source) => write({ source })}
                    marks={sourceMarks}
                />
                <TextEditor
                    label={say.cases}
                    description={say.casesHelp}
                    language="flowtest"
                    rows={18}
                    value={written.cases}
                    onChange={(cases) => write({ cases })}
                    marks={caseMarks}
                    goTo={goTo}
                />
                <TextEditor
                    label={say.help}
                    description={say.helpHelp}
                    language="markdown"
                    rows={5}
                    value={written.help}
                    onChange={(help) => write({ help })}
                />
            </div>
        </div>
    );
}

/** Slips of the language, as one types. */
function useSlips(source: string): Mark[] {
    const [asked] = useDebouncedValue(source, 500);
    const { data } = useQuery({
        queryKey: ['scripts', 'check', asked],
        queryFn: () => checkScript(asked, undefined),
        gcTime: 10_000,
    });
    return useMemo(() => (data ?? []).map(({ from, message }) => ({ ...lineOf(asked, from), message })), [data, asked]);
}

function lineOf(text: string, offset: number) {
    const before = text.slice(0, offset).split('\n');
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function Outcome({ report, onGo }: { report: Report; onGo: (line: number) => void }) {
    const { counts, cases, complaints, passed } = report;
    return (
        <Alert color={passed ? 'teal' : 'red'} variant="light" mb="sm">
            <Text size="sm" fw={600}>
                {counts.cases === 0
                    ? say.noCases
                    : counts.failed === 0
                      ? say.passed(counts.cases)
                      : say.failed(counts.failed, counts.cases)}
            </Text>
            {complaints.map(({ line, column, message }) => (
                <Group key={`${line}:${column}`}>
                    <Button size="compact-xs" variant="subtle" onClick={() => onGo(line)}>
                        {words.tests.complaint(line, column, message)}
                    </Button>
                </Group>
            ))}
            <div role="list" aria-label={words.tests.cases}>
                {cases.map((one) => (
                    <OneCase key={`${one.line}${one.name}`} one={one} isRunning={false} onGo={onGo} />
                ))}
            </div>
        </Alert>
    );
}
