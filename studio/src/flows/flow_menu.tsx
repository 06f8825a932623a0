// What can be done with one flow of the list.

import { ActionIcon, Menu } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { IconDots, IconDownload, IconHistory, IconPencil, IconTrash } from '@tabler/icons-react';
import { useLocation } from 'wouter';
import { keys, type Draft, type Flow, type FlowItem } from '@/api/queries';
import { request } from '@/api/request';
import { useMay } from '@/app/session';
import { confirm, notify, notifyFailure } from '@/ui';
import { words } from '@/words';
import { saveAsFile } from './save_as_file';

const say = words.flows;

export function FlowMenu({ flow }: { flow: FlowItem }) {
    const [, navigate] = useLocation();
    const queries = useQueryClient();
    const mayWrite = useMay('flow.write');
    const at = `/flows/${encodeURIComponent(flow.key)}`;
    const safely = (work: () => Promise<void>) => () => void work().catch(notifyFailure);

    const exportPublished = safely(async () => {
        const { body } = await request<Flow>('GET', `/api${at}`);
        saveAsFile(`${flow.key}.json`, body.document);
    });
    const exportDraft = safely(async () => {
        const { body } = await request<Draft>('GET', `/api${at}/draft`);
        saveAsFile(`${flow.key}.draft.json`, body.document);
    });
    const discard = safely(async () => {
        const yes = await confirm({
            title: say.discard.title(flow.title),
            text: say.discard.text,
            yes: say.discard.yes,
            isDangerous: true,
        });
        if (!yes) {
            return;
        }
        const { etag } = await request<Draft>('GET', `/api${at}/draft`);
        await request('DELETE', `/api${at}/draft`, { headers: { 'if-match': etag ?? '*' } });
        await queries.invalidateQueries({ queryKey: keys.flows });
        notify(say.discard.done);
    });

    return (
        <Menu position="bottom-end">
            <Menu.Target>
                <ActionIcon aria-label={say.menu.label(flow.title)}>
                    <IconDots size={18} aria-hidden />
                </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
                <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => navigate(at)}>
                    {say.menu.open}
                </Menu.Item>
                <Menu.Item
                    leftSection={<IconHistory size={16} aria-hidden />}
                    onClick={() => navigate(`${at}/versions`)}
                >
                    {say.menu.versions}
                </Menu.Item>
                <Menu.Divider />
                {flow.version !== null && (
                    <Menu.Item leftSection={<IconDownload size={16} aria-hidden />} onClick={exportPublished}>
                        {say.menu.exportPublished}
                    </Menu.Item>
                )}
                {flow.my_draft !== null && (
                    <Menu.Item leftSection={<IconDownload size={16} aria-hidden />} onClick={exportDraft}>
                        {say.menu.exportDraft}
                    </Menu.Item>
                )}
                {mayWrite && flow.my_draft && (
                    <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={discard}>
                        {say.menu.discard}
                    </Menu.Item>
                )}
            </Menu.Dropdown>
        </Menu>
    );
}
