// Everything that is wrong with the flow, each line leading to its place, and mended at a press where that is plain.

import { Badge, Button, Collapse, Group, Text, UnstyledButton } from '@mantine/core';
import {
    IconAlertTriangleFilled,
    IconChevronDown,
    IconChevronUp,
    IconCircleCheck,
    IconExclamationCircleFilled,
} from '@tabler/icons-react';
import { useState } from 'react';
import { quickFixes, type Problem } from '@/model';
import { words } from '@/words';
import { titleOf } from './actions';
import { useDesigner, useStore } from './use_store';
import classes from './problems_panel.module.css';

export function ProblemsPanel() {
    const problems = useDesigner((state) => state.problems);
    const isChecking = useDesigner((state) => state.isChecking);
    const [isOpen, setOpen] = useState(true);
    const errors = problems.filter((problem) => problem.severity === 'error').length;
    const sorted = problems.toSorted((a, b) => Number(b.severity === 'error') - Number(a.severity === 'error'));
    return (
        <section className={classes.panel} aria-label={words.problems.title}>
            <UnstyledButton
                className={classes.head}
                aria-expanded={isOpen && problems.length > 0}
                disabled={problems.length === 0}
                onClick={() => setOpen(!isOpen)}
            >
                {problems.length === 0 ? (
                    <IconCircleCheck size={16} className={classes.good} aria-hidden />
                ) : isOpen ? (
                    <IconChevronDown size={16} aria-hidden />
                ) : (
                    <IconChevronUp size={16} aria-hidden />
                )}
                <Text size="sm" fw={500} role="status">
                    {problems.length === 0
                        ? words.problems.none
                        : words.problems.count(errors, problems.length - errors)}
                </Text>
                {isChecking && (
                    <Text size="xs" c="dimmed">
                        {words.problems.checking}
                    </Text>
                )}
            </UnstyledButton>
            <Collapse in={isOpen && problems.length > 0} transitionDuration={0}>
                <div className={classes.scroll}>
                    <ul className={classes.list}>
                        {sorted.map((problem, place) => (
                            <Line key={`${problem.code}${problem.pointer}${place}`} problem={problem} />
                        ))}
                    </ul>
                </div>
            </Collapse>
        </section>
    );
}

function Line({ problem }: { problem: Problem }) {
    const store = useStore();
    const document = useDesigner((state) => state.history.present);
    const isError = problem.severity === 'error';
    const Icon = isError ? IconExclamationCircleFilled : IconAlertTriangleFilled;
    const fixes = store.readOnly === null ? quickFixes(document, problem, store.types) : [];
    return (
        <li className={classes.line}>
            <UnstyledButton className={classes.jump} onClick={() => jump(store, problem)}>
                <Icon
                    size={15}
                    className={classes.sign}
                    data-severity={problem.severity}
                    aria-label={isError ? words.problems.error : words.problems.warning}
                />
                {problem.node && (
                    <Badge variant="default" size="sm" radius="sm" className={classes.node}>
                        {titleOf(store, problem.node)}
                    </Badge>
                )}
                <span className={classes.text}>
                    <Text span size="sm">
                        {problem.message.split('\n')[0]}
                    </Text>
                    <Text span size="xs" c="dimmed" className={classes.fix}>
                        {problem.fix}
                    </Text>
                </span>
            </UnstyledButton>
            <Group gap={4} wrap="nowrap">
                {fixes.slice(0, 2).map((fix) => (
                    <Button
                        key={fix.name}
                        size="compact-xs"
                        variant="light"
                        onClick={() => store.act('fix', fix.apply)}
                    >
                        {fix.name}
                    </Button>
                ))}
            </Group>
        </li>
    );
}

function jump(store: ReturnType<typeof useStore>, problem: Problem) {
    if (problem.node && Object.hasOwn(store.document.nodes, problem.node)) {
        const output = /^\/nodes\/[^/]+\/next\/([^/]+)/.exec(problem.pointer)?.[1] ?? null;
        store.go(problem.node, output);
    } else {
        store.select({ nodes: new Set(), wire: null });
    }
    store.edit(problem.pointer);
}
