// Two changed the same: what each of them wrote, side by side, and a choice for each. What does not overlap is merged
// already, and nothing is written before all choices are made.

import { Button, Code, Group, Modal, Paper, Radio, ScrollArea, SimpleGrid, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { isResolved, resolve, resolveAll, type Conflict, type Merged, type Side } from '@/model';
import { words } from '@/words';
import { changeTitle, valueText } from './change_words';
import type { Question } from './keeper';

export function MergeDialog({ question, onLater }: { question: Question; onLater: () => void }) {
    const [merged, setMerged] = useState<Merged>(question.merged);
    const left = merged.conflicts.filter((conflict) => conflict.choice === undefined).length;
    const theirs =
        question.from === 'version' && question.version
            ? words.designer.merge.version(
                  question.version.version,
                  question.version.author_name ?? question.version.author,
              )
            : words.designer.merge.otherWindow;
    return (
        <Modal
            opened
            size="xl"
            onClose={onLater}
            title={words.designer.merge.title}
            closeButtonProps={{ 'aria-label': words.shell.close }}
        >
            <Text size="sm" mb="md">
                {words.designer.merge.about(merged.conflicts.length, theirs)}
            </Text>
            <Group gap="xs" mb="sm">
                <Button size="compact-sm" onClick={() => setMerged(resolveAll(merged, 'mine'))}>
                    {words.designer.merge.allMine}
                </Button>
                <Button size="compact-sm" onClick={() => setMerged(resolveAll(merged, 'theirs'))}>
                    {words.designer.merge.allTheirs}
                </Button>
            </Group>
            <ScrollArea.Autosize mah="55vh" type="auto">
                <Stack gap="sm">
                    {merged.conflicts.map((conflict) => (
                        <OneConflict
                            key={conflict.pointer}
                            conflict={conflict}
                            theirs={theirs}
                            onChoose={(side) => setMerged(resolve(merged, conflict, side))}
                        />
                    ))}
                </Stack>
            </ScrollArea.Autosize>
            <Group justify="space-between" mt="lg">
                <Text size="sm" c="dimmed" role="status">
                    {left > 0 ? words.designer.merge.left(left) : words.designer.merge.done}
                </Text>
                <Group gap="xs">
                    <Button onClick={onLater}>{words.designer.merge.later}</Button>
                    <Button
                        variant="filled"
                        disabled={!isResolved(merged)}
                        onClick={() => question.settle(merged.document)}
                    >
                        {words.designer.merge.take}
                    </Button>
                </Group>
            </Group>
        </Modal>
    );
}

interface OneProps {
    conflict: Conflict;
    theirs: string;
    onChoose: (side: Side) => void;
}

function OneConflict({ conflict, theirs, onChoose }: OneProps) {
    return (
        <Paper withBorder p="sm" radius="md">
            <Radio.Group
                label={changeTitle(conflict)}
                description={words.designer.merge.was(valueText(conflict.base))}
                value={conflict.choice ?? ''}
                onChange={(value) => onChoose(value as Side)}
            >
                <SimpleGrid cols={2} mt="xs" spacing="sm">
                    <Choice side="mine" title={words.designer.merge.mine} value={conflict.mine} />
                    <Choice side="theirs" title={theirs} value={conflict.theirs} />
                </SimpleGrid>
            </Radio.Group>
        </Paper>
    );
}

function Choice({ side, title, value }: { side: Side; title: string; value: unknown }) {
    return (
        <div>
            <Radio value={side} label={title} mb={6} />
            <Code block style={{ whiteSpace: 'pre-wrap', maxHeight: 180, overflow: 'auto' }}>
                {valueText(value)}
            </Code>
        </div>
    );
}
