// Who names this flow, and what it names.

import { Anchor, Badge, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { keys } from '@/api/queries';
import { request } from '@/api/request';
import { Failure, Loading } from '@/ui';
import { words } from '@/words';

interface UsesAnswer {
    used_by: { flow: string; title: string; version: number; node: string; type: string }[];
    channels: { key: string; title: string }[];
    uses: { kind: string; key: string; node: string; exists: boolean }[];
}

export function Uses({ flowKey }: { flowKey: string }) {
    const uses = useQuery({
        queryKey: keys.uses(flowKey),
        queryFn: async ({ signal }) =>
            (await request<UsesAnswer>('GET', `/api/flows/${encodeURIComponent(flowKey)}/uses`, { signal })).body,
    });
    if (uses.error) {
        return <Failure error={uses.error} onRetry={() => void uses.refetch()} />;
    }
    if (!uses.data) {
        return <Loading />;
    }
    const { used_by: callers, channels, uses: used } = uses.data;
    return (
        <Stack gap="lg">
            {callers.length + channels.length === 0 && <Text c="dimmed">{words.versions.nobody}</Text>}
            {callers.length > 0 && (
                <section>
                    <Title order={2}>{words.versions.usedBy}</Title>
                    {callers.map((one) => (
                        <Group key={`${one.flow} ${one.node}`} gap={8} mt={6}>
                            <Anchor component={Link} href={`/flows/${one.flow}`} size="sm">
                                {one.title || one.flow}
                            </Anchor>
                            <Text size="sm" c="dimmed">
                                {words.versions.version(one.version)} · {one.node} · {one.type}
                            </Text>
                        </Group>
                    ))}
                </section>
            )}
            {channels.length > 0 && (
                <section>
                    <Title order={2}>{words.versions.channels}</Title>
                    {channels.map((channel) => (
                        <Text size="sm" mt={6} key={channel.key}>
                            {channel.title || channel.key}
                        </Text>
                    ))}
                </section>
            )}
            {used.length > 0 && (
                <section>
                    <Title order={2}>{words.versions.usesOthers}</Title>
                    {used.map((one) => (
                        <Group key={`${one.kind} ${one.key} ${one.node}`} gap={8} mt={6}>
                            <Badge variant="default" size="sm">
                                {one.kind}
                            </Badge>
                            <Text size="sm">{one.key}</Text>
                            <Text size="sm" c="dimmed">
                                {one.node}
                            </Text>
                            {!one.exists && (
                                <Badge color="red" variant="light" c="var(--mantine-color-text)" size="sm">
                                    {words.versions.notThere}
                                </Badge>
                            )}
                        </Group>
                    ))}
                </section>
            )}
        </Stack>
    );
}
