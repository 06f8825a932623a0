import { Button, Group, Text } from '@mantine/core';
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import type { CoverageOf } from '@/model';
import { words } from '@/words';
import type { CaseReport, Failing, Report } from './report';
import classes from './simulator.module.css';

const say = words.tests;

interface Props {
    report: Report;
    covered: CoverageOf | null;
    /** The flow or the text is no longer what was played. */
    isOld: boolean;
    isRunning: boolean;
    onGo: (line: number) => void;
    onRun: (name: string) => void;
    onShow: (node: string) => void;
}

export function TestsReport({ report, covered, isOld, isRunning, onGo, onRun, onShow }: Props) {
    const { cases, counts, complaints } = report;
    return (
        <>
            <Text size="sm" fw={600} c={report.passed ? 'teal' : 'red'}>
                {cases.length === 0
                    ? say.noCases
                    : counts.failed === 0
                      ? say.passed(counts.cases)
                      : say.failed(counts.failed, counts.cases)}
            </Text>
            {isOld && (
                <Text size="xs" c="dimmed">
                    {say.old}
                </Text>
            )}
            {complaints.map(({ line, column, message }) => (
                <Button
                    key={`${line}:${column}:${message}`}
                    size="compact-xs"
                    variant="subtle"
                    onClick={() => onGo(line)}
                >
                    {say.complaint(line, column, message)}
                </Button>
            ))}
            <div role="list" aria-label={say.cases}>
                {cases.map((one) => (
                    <OneCase key={`${one.line}:${one.name}`} {...{ one, isRunning, onGo, onRun }} />
                ))}
            </div>
            {covered && <Untaken covered={covered} onShow={onShow} />}
        </>
    );
}

interface CaseProps {
    one: CaseReport;
    isRunning: boolean;
    onGo: (line: number) => void;
    onRun?: (name: string) => void;
}

export function OneCase({ one, isRunning, onGo, onRun }: CaseProps) {
    const Icon = one.passed ? IconCircleCheck : IconCircleX;
    return (
        <div className={classes.case} role="listitem" data-passed={one.passed}>
            <Group gap={6} wrap="nowrap">
                <Icon
                    size={16}
                    color={one.passed ? 'var(--mantine-color-teal-text)' : 'var(--mantine-color-red-text)'}
                    role="img"
                    aria-label={one.passed ? say.pass : say.fail}
                    style={{ flex: 'none' }}
                />
                <Text size="sm" flex={1} style={{ overflowWrap: 'anywhere' }}>
                    {one.name}
                </Text>
                <Button
                    size="compact-xs"
                    variant="subtle"
                    aria-label={say.toLine(one.line)}
                    onClick={() => onGo(one.line)}
                >
                    {say.atLine(one.line)}
                </Button>
                {onRun && (
                    <Button
                        size="compact-xs"
                        aria-label={say.runOne(one.name)}
                        disabled={isRunning}
                        onClick={() => onRun(one.name)}
                    >
                        {say.run}
                    </Button>
                )}
            </Group>
            {one.failure && <Why failure={one.failure} way={one.failed_in} onGo={onGo} />}
        </div>
    );
}

function Why({ failure, way, onGo }: { failure: Failing; way: string | null; onGo: (line: number) => void }) {
    return (
        <div>
            <Button size="compact-xs" variant="subtle" color="red" onClick={() => onGo(failure.line)}>
                {say.atLine(failure.line)}
            </Button>{' '}
            <Text component="code" size="xs" ff="monospace">
                {failure.source}
            </Text>{' '}
            <Text component="span" size="xs" c="dimmed">
                {way !== null && way !== 'straight' ? (say.ways[way] ?? way) : ''}
            </Text>
            <table className={classes.facts}>
                <tbody>
                    <tr>
                        <th scope="row">{say.expected}</th>
                        <td>{failure.expected}</td>
                    </tr>
                    {failure.found && (
                        <tr>
                            <th scope="row">{say.found}</th>
                            <td>{failure.found}</td>
                        </tr>
                    )}
                </tbody>
            </table>
            {failure.transcript.length > 0 && (
                <div className={classes.transcript} role="group" aria-label={say.transcript} tabIndex={0}>
                    {failure.transcript.join('\n')}
                </div>
            )}
        </div>
    );
}

function Untaken({ covered, onShow }: { covered: CoverageOf; onShow: (node: string) => void }) {
    const { untakenNodes, untakenWires } = covered;
    if (untakenNodes.length === 0 && untakenWires.length === 0) {
        return (
            <Text size="xs" c="dimmed" mt={6}>
                {say.allTaken}
            </Text>
        );
    }
    const wires = untakenWires.filter(({ node }) => !untakenNodes.includes(node));
    return (
        <>
            <Text size="xs" fw={600} mt={8}>
                {say.untaken}
            </Text>
            <Group gap={4}>
                {untakenNodes.map((node) => (
                    <Button
                        key={node}
                        size="compact-xs"
                        variant="default"
                        aria-label={say.goTo(node)}
                        onClick={() => onShow(node)}
                    >
                        {node}
                    </Button>
                ))}
                {wires.map(({ node, output }) => (
                    <Button key={`${node}/${output}`} size="compact-xs" variant="subtle" onClick={() => onShow(node)}>
                        {say.wire(node, output)}
                    </Button>
                ))}
            </Group>
        </>
    );
}
