// Every version of a flow, what to do with each, who asks for a review, who uses the flow.

import { ActionIcon, Badge, Button, Checkbox, Group, Menu, Table, Tabs, Text } from '@mantine/core';
import { IconArrowBackUp, IconDots, IconDownload, IconGitCompare, IconVersions } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { useTopic } from '@/api/live';
import { keys, useFlow, useVersions, type Version } from '@/api/queries';
import { freshKey, request } from '@/api/request';
import { useMay } from '@/app/session';
import { downloadFlow } from '@/designer/export_flow';
import type { FlowDocument } from '@/model';
import { confirm, EmptyState, Failure, Loading, notify, notifyFailure, PageHead, When } from '@/ui';
import { words } from '@/words';
import { CompareLink } from './compare_room';
import { Reviews } from './reviews';
import { Uses } from './uses';
import classes from './versions.module.css';

export function VersionsRoom({ flowKey }: { flowKey: string }) {
    const flow = useFlow(flowKey);
    const queries = useQueryClient();
    const search = new URLSearchParams(useSearch());
    const [path, go] = useLocation();
    useTopic(`flow:${flowKey}`, () => void queries.invalidateQueries({ queryKey: keys.flow(flowKey) }));
    const tab = search.get('show') ?? 'versions';
    return (
        <div className={classes.page}>
            <PageHead title={words.versions.title(flow.data?.title ?? flowKey)} text={words.versions.about}>
                <Button component={Link} href={`/flows/${flowKey}`}>
                    {words.versions.back}
                </Button>
            </PageHead>
            <Tabs value={tab} keepMounted={false} onChange={(next) => go(`${path}?show=${next}`, { replace: true })}>
                <Tabs.List mb="md">
                    <Tabs.Tab value="versions">{words.designer.versions}</Tabs.Tab>
                    <Tabs.Tab value="reviews">{words.versions.reviews}</Tabs.Tab>
                    <Tabs.Tab value="uses">{words.versions.uses}</Tabs.Tab>
                </Tabs.List>
                <Tabs.Panel value="versions">
                    <VersionList flowKey={flowKey} />
                </Tabs.Panel>
                <Tabs.Panel value="reviews">
                    <Reviews flowKey={flowKey} />
                </Tabs.Panel>
                <Tabs.Panel value="uses">
                    <Uses flowKey={flowKey} />
                </Tabs.Panel>
            </Tabs>
        </div>
    );
}

function VersionList({ flowKey }: { flowKey: string }) {
    const versions = useVersions(flowKey);
    const [chosen, setChosen] = useState<number[]>([]);
    if (versions.error) {
        return <Failure error={versions.error} onRetry={() => void versions.refetch()} />;
    }
    if (!versions.data) {
        return <Loading />;
    }
    if (versions.data.length === 0) {
        return <EmptyState icon={IconVersions} title={words.versions.none} text={words.versions.noneAbout} />;
    }
    const choose = (version: number) =>
        setChosen(chosen.includes(version) ? chosen.filter((one) => one !== version) : [...chosen.slice(-1), version]);
    const [from, to] = chosen.toSorted((a, b) => a - b);
    const current = versions.data.find((version) => version.current)?.version ?? 0;
    return (
        <>
            <Group mb="xs" mih={30}>
                {from !== undefined && to !== undefined ? (
                    <CompareLink flowKey={flowKey} from={from} to={to} label={words.versions.compareTwo} />
                ) : (
                    <Text size="sm" c="dimmed">
                        {words.versions.selected(chosen.length)}
                    </Text>
                )}
            </Group>
            <Table verticalSpacing="sm" highlightOnHover>
                <Table.Tbody>
                    {versions.data.map((version) => (
                        <Row
                            key={version.version}
                            flowKey={flowKey}
                            version={version}
                            current={current}
                            isChosen={chosen.includes(version.version)}
                            onChoose={() => choose(version.version)}
                        />
                    ))}
                </Table.Tbody>
            </Table>
        </>
    );
}

interface RowProps {
    flowKey: string;
    version: Version;
    current: number;
    isChosen: boolean;
    onChoose: () => void;
}

function Row({ flowKey, version, current, isChosen, onChoose }: RowProps) {
    const { version: number, note, author, author_name: name, at } = version;
    return (
        <Table.Tr data-version={number}>
            <Table.Td w={36}>
                <Checkbox aria-label={words.versions.select(number)} checked={isChosen} onChange={onChoose} />
            </Table.Td>
            <Table.Td w={150}>
                <Group gap={8} wrap="nowrap">
                    <Text fw={600}>{words.versions.version(number)}</Text>
                    {version.current && (
                        <Badge color="teal" variant="light">
                            {words.versions.current}
                        </Badge>
                    )}
                </Group>
            </Table.Td>
            <Table.Td>
                <Text size="sm" c={note ? undefined : 'dimmed'}>
                    {note || words.versions.noNote}
                </Text>
                <Text size="xs" c="dimmed">
                    {words.versions.by(name ?? author)} · <When at={at} />
                </Text>
            </Table.Td>
            <Table.Td ta="right" style={{ whiteSpace: 'nowrap' }}>
                {number > 1 && (
                    <CompareLink
                        flowKey={flowKey}
                        from={number - 1}
                        to={number}
                        label={words.versions.compareWithBefore}
                    />
                )}
                <RowMenu flowKey={flowKey} version={version} current={current} />
            </Table.Td>
        </Table.Tr>
    );
}

function RowMenu({ flowKey, version, current }: { flowKey: string; version: Version; current: number }) {
    const mayPublish = useMay('flow.publish');
    const queries = useQueryClient();
    const { version: number } = version;
    const at = `/api/flows/${encodeURIComponent(flowKey)}`;
    const rollback = async () => {
        const say = words.versions;
        const isSure = await confirm({
            title: say.rollbackTitle(number),
            text: say.rollbackText(number, current),
            yes: say.rollbackYes,
        });
        if (!isSure) {
            return;
        }
        try {
            const headers = { 'idempotency-key': freshKey() };
            await request('POST', `${at}/rollback`, { body: { version: number }, headers });
            notify(say.rolledBack(number));
            await queries.invalidateQueries({ queryKey: keys.flow(flowKey) });
            await queries.invalidateQueries({ queryKey: keys.flows });
        } catch (error) {
            notifyFailure(error);
        }
    };
    const save = async () => {
        try {
            const { body } = await request<{ document: FlowDocument }>('GET', `${at}/versions/${number}`);
            downloadFlow(body.document);
        } catch (error) {
            notifyFailure(error);
        }
    };
    return (
        <Menu position="bottom-end">
            <Menu.Target>
                <ActionIcon aria-label={words.versions.actions(number)}>
                    <IconDots size={17} />
                </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
                <Menu.Item
                    leftSection={<IconGitCompare size={16} />}
                    component={Link}
                    href={`/flows/${flowKey}/compare?from=${number}&to=draft`}
                >
                    {words.versions.compareWithDraft}
                </Menu.Item>
                <Menu.Item leftSection={<IconDownload size={16} />} onClick={() => void save()}>
                    {words.versions.export}
                </Menu.Item>
                {mayPublish && !version.current && (
                    <Menu.Item leftSection={<IconArrowBackUp size={16} />} onClick={() => void rollback()}>
                        {words.versions.rollback}
                    </Menu.Item>
                )}
            </Menu.Dropdown>
        </Menu>
    );
}
