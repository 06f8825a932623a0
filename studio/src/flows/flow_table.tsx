import { Anchor, Badge, Group, Table, Text, Tooltip, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import type { FlowItem } from '@/api/queries';
import { When } from '@/ui';
import { words } from '@/words';
import { FlowMenu } from './flow_menu';
import { triggerText } from './trigger_text';
import styles from './flows.module.css';

const say = words.flows;

type Column = 'flow' | 'state' | 'trigger' | 'channels' | 'changed';

const textOf: Record<Column, (flow: FlowItem) => string | number> = {
    flow: ({ title }) => title.toLowerCase(),
    state: ({ my_draft, version }) => (my_draft ? 0 : 1_000) + (version ?? 0),
    trigger: triggerText,
    channels: ({ channels }) => channels?.join() || '￿',
    changed: (flow) => -Date.parse(changedAt(flow)),
};

/** The newest of what happened to it, a draft of mine among that. */
function changedAt({ updated_at, my_draft }: FlowItem) {
    return my_draft && my_draft.updated_at > updated_at ? my_draft.updated_at : updated_at;
}

export function FlowTable({ flows }: { flows: FlowItem[] }) {
    const [by, setBy] = useState<{ column: Column; isReversed: boolean }>({ column: 'flow', isReversed: false });
    const sorted = useMemo(() => {
        const value = textOf[by.column];
        const rows = [...flows].sort((a, b) => {
            const [one, other] = [value(a), value(b)];
            return one < other ? -1 : one > other ? 1 : a.title.localeCompare(b.title);
        });
        return by.isReversed ? rows.reverse() : rows;
    }, [flows, by]);

    const head = (column: Column) => (
        <Table.Th
            aria-sort={by.column === column ? (by.isReversed ? 'descending' : 'ascending') : 'none'}
            data-column={column}
        >
            <UnstyledButton
                className={styles.sort}
                aria-label={say.table.sortBy(say.table[column])}
                onClick={() => setBy({ column, isReversed: by.column === column && !by.isReversed })}
            >
                {say.table[column]}
                {by.column === column &&
                    (by.isReversed ? <IconArrowUp size={13} aria-hidden /> : <IconArrowDown size={13} aria-hidden />)}
            </UnstyledButton>
        </Table.Th>
    );

    return (
        <div className={styles.card}>
            <Table highlightOnHover aria-label={say.table.label}>
                <Table.Thead>
                    <Table.Tr>
                        {head('flow')}
                        {head('state')}
                        {head('trigger')}
                        {head('channels')}
                        {head('changed')}
                        <Table.Th>
                            <span className="only-heard">{say.table.actions}</span>
                        </Table.Th>
                    </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                    {sorted.map((flow) => (
                        <Row key={flow.key} flow={flow} />
                    ))}
                </Table.Tbody>
            </Table>
        </div>
    );
}

function Row({ flow }: { flow: FlowItem }) {
    return (
        <Table.Tr>
            <Table.Td className={styles.name}>
                <Anchor component={Link} href={`/flows/${encodeURIComponent(flow.key)}`} fw={600} c="inherit">
                    {flow.title}
                </Anchor>
                <Text size="xs" c="dimmed" truncate>
                    <code>{flow.key}</code>
                    {flow.description && ` · ${flow.description}`}
                </Text>
            </Table.Td>
            <Table.Td>
                <State flow={flow} />
            </Table.Td>
            <Table.Td className={styles.dim}>{triggerText(flow)}</Table.Td>
            <Table.Td>
                <Group gap={4}>
                    {flow.channels?.map((channel) => (
                        <Badge key={channel} color="gray">
                            {channel}
                        </Badge>
                    ))}
                </Group>
            </Table.Td>
            <Table.Td className={styles.dim}>
                <When at={changedAt(flow)} />
            </Table.Td>
            <Table.Td ta="right">
                <FlowMenu flow={flow} />
            </Table.Td>
        </Table.Tr>
    );
}

function State({ flow: { version, my_draft, drafts } }: { flow: FlowItem }) {
    const others = (drafts ?? 0) - (my_draft ? 1 : 0);
    const isBehind = my_draft && version !== null && my_draft.base_version < version;
    return (
        <Group gap={4} wrap="nowrap">
            {version === null ? (
                <Badge color="gray">{say.state.unpublished}</Badge>
            ) : (
                <Tooltip label={say.state.publishedLong(version)}>
                    <Badge color="teal">{say.state.published(version)}</Badge>
                </Tooltip>
            )}
            {my_draft && (
                <Tooltip label={say.state.newer} disabled={!isBehind}>
                    <Badge color={isBehind ? 'orange' : 'blue'}>{say.state.mine}</Badge>
                </Tooltip>
            )}
            {others > 0 && <Badge color="gray">{say.state.others(others)}</Badge>}
        </Group>
    );
}
