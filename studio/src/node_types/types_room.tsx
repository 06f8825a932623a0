// Every node type there is.

import { Anchor, Badge, Button, Group, Select, Table, Text, TextInput } from '@mantine/core';
import { IconPlus, IconSearch, IconShape } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { type ServedNodeType, useNodeTypes } from '@/api/queries';
import { useCommands } from '@/app/commands';
import frame from '@/app/frame.module.css';
import { useMay } from '@/app/session';
import { categoryColor, NodeIcon } from '@/canvas';
import { EmptyState, Failure, Loading, PageHead } from '@/ui';
import { words } from '@/words';
import { categoriesOf, categoryOf, filtered, originOf, type TypeFilter } from './type_filter';
import { Workshop } from './workshop';
import classes from './node_types.module.css';

const say = words.nodeTypes;

export function NodeTypesRoom() {
    const types = useNodeTypes();
    const mayWrite = useMay('node_type.write');
    const [, navigate] = useLocation();
    const [filter, setFilter] = useState<TypeFilter>({ query: '', category: null, origin: null });
    const [isWriting, setWriting] = useState(false);
    const all = useMemo(() => types.data ?? [], [types.data]);
    const shown = useMemo(() => filtered(all, filter), [all, filter]);
    const origins = [...new Set(all.map(originOf))].map((value) => ({ value, label: say.origins[value] ?? value }));
    useCommands(
        useMemo(
            () => (mayWrite ? [{ id: 'node_types.new', title: say.upload, run: () => setWriting(true) }] : []),
            [mayWrite],
        ),
    );
    if (isWriting) {
        return (
            <Workshop
                onClose={() => setWriting(false)}
                onUploaded={(type) => navigate(`/node-types/${encodeURIComponent(type)}`)}
            />
        );
    }
    return (
        <div className={frame.page}>
            <PageHead title={say.title} text={say.text}>
                {mayWrite && (
                    <Button variant="filled" leftSection={<IconPlus size={16} />} onClick={() => setWriting(true)}>
                        {say.upload}
                    </Button>
                )}
            </PageHead>
            {types.isPending && <Loading />}
            {types.error && <Failure error={types.error} onRetry={() => void types.refetch()} />}
            {types.data && (
                <>
                    <Group gap="xs" mb="sm">
                        <TextInput
                            type="search"
                            w={280}
                            aria-label={say.search}
                            placeholder={say.search}
                            leftSection={<IconSearch size={16} aria-hidden />}
                            value={filter.query}
                            onChange={(event) => setFilter({ ...filter, query: event.currentTarget.value })}
                        />
                        <Select
                            aria-label={say.category}
                            placeholder={say.allCategories}
                            data={categoriesOf(all)}
                            clearable
                            clearButtonProps={{ 'aria-label': say.allCategories }}
                            value={filter.category}
                            onChange={(category) => setFilter({ ...filter, category })}
                        />
                        <Select
                            aria-label={say.origin}
                            placeholder={say.allOrigins}
                            data={origins}
                            clearable
                            clearButtonProps={{ 'aria-label': say.allOrigins }}
                            value={filter.origin}
                            onChange={(origin) => setFilter({ ...filter, origin })}
                        />
                        <Text size="sm" c="dimmed" role="status">
                            {say.count(shown.length)}
                        </Text>
                    </Group>
                    {shown.length === 0 ? (
                        <EmptyState icon={IconShape} title={say.none} />
                    ) : (
                        <TypeTable types={shown} />
                    )}
                </>
            )}
        </div>
    );
}

function TypeTable({ types }: { types: ServedNodeType[] }) {
    return (
        <Table.ScrollContainer minWidth={560}>
            <Table highlightOnHover verticalSpacing="xs">
                <Table.Thead>
                    <Table.Tr>
                        {Object.values(say.columns).map((title) => (
                            <Table.Th key={title}>{title}</Table.Th>
                        ))}
                    </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                    {types.map((type) => (
                        <Table.Tr key={type.type}>
                            <Table.Td>
                                <Group gap={8} wrap="nowrap">
                                    <span className={classes.icon} style={{ color: colourOf(type) }}>
                                        <NodeIcon name={type.icon} />
                                    </span>
                                    <div>
                                        <Anchor
                                            component={Link}
                                            href={`/node-types/${encodeURIComponent(type.type)}`}
                                            fw={500}
                                        >
                                            {type.title}
                                        </Anchor>
                                        <Text size="xs" c="dimmed" ff="monospace">
                                            {type.type}
                                        </Text>
                                    </div>
                                </Group>
                            </Table.Td>
                            <Table.Td>{categoryOf(type)}</Table.Td>
                            <Table.Td>
                                <Badge color={originOf(type) === 'org' ? undefined : 'gray'}>
                                    {say.origins[originOf(type)] ?? originOf(type)}
                                </Badge>
                            </Table.Td>
                            <Table.Td>{type.version}</Table.Td>
                            <Table.Td>{type.cases ?? ''}</Table.Td>
                        </Table.Tr>
                    ))}
                </Table.Tbody>
            </Table>
        </Table.ScrollContainer>
    );
}

export function colourOf({ category }: Pick<ServedNodeType, 'category'>): string {
    return `var(--mantine-color-${categoryColor(category)}-text)`;
}
