// What changed, in the words of those who draw flows; pressing a line leads to its node.

import { Badge, Code, Group, Stack, Text, UnstyledButton } from '@mantine/core';
import { changeTitle, valueText } from '@/designer/change_words';
import type { Change } from '@/model';
import { words } from '@/words';
import classes from './versions.module.css';

interface Props {
    changes: Change[];
    onShow?: (node: string) => void;
}

const colors = { added: 'green', removed: 'red', changed: 'yellow', moved: 'gray' };

export function ChangeList({ changes, onShow }: Props) {
    return (
        <Stack gap={6} component="ul" className={classes.changes}>
            {changes.map((change) => (
                <li key={change.kind + change.pointer}>
                    <Line change={change} onShow={onShow} />
                </li>
            ))}
        </Stack>
    );
}

function Line({ change, onShow }: { change: Change; onShow?: (node: string) => void }) {
    const head = (
        <Group gap={8} wrap="nowrap">
            <Badge
                size="sm"
                color={colors[change.kind]}
                variant="light"
                c="var(--mantine-color-text)"
                className={classes.kind}
            >
                {words.versions.kinds[change.kind]}
            </Badge>
            <Text size="sm" truncate>
                {changeTitle(change)}
            </Text>
        </Group>
    );
    const { node } = change;
    return (
        <>
            {onShow && node !== undefined ? (
                <UnstyledButton className={classes.show} onClick={() => onShow(node)}>
                    {head}
                </UnstyledButton>
            ) : (
                head
            )}
            {isSmall(change) && (
                <div className={classes.values}>
                    {change.before !== undefined && <Code className={classes.before}>{valueText(change.before)}</Code>}
                    {change.after !== undefined && <Code className={classes.after}>{valueText(change.after)}</Code>}
                </div>
            )}
        </>
    );
}

// A whole node is shown on the drawing; here its name is enough.
function isSmall(change: Change): boolean {
    return !(change.what === 'node' && typeof (change.before ?? change.after) === 'object');
}
