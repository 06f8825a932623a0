import { Badge, Button, Table } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { request } from '@/api/request';
import { Failure, Loading, When } from '@/ui';
import { words } from '@/words';

const say = words.account.profile;

interface OpenSession {
    id: string;
    created_at: string;
    expires_at: string;
    this: boolean;
}

export function Sessions() {
    const queries = useQueryClient();
    const sessions = useQuery({
        queryKey: ['sessions'],
        queryFn: async ({ signal }) =>
            (await request<{ items: OpenSession[] }>('GET', '/api/auth/sessions', { signal })).body.items,
    });
    const end = useMutation({
        mutationFn: (ids: string[]) =>
            Promise.all(ids.map((id) => request('DELETE', `/api/auth/sessions/${encodeURIComponent(id)}`))),
        onSettled: () => queries.invalidateQueries({ queryKey: ['sessions'] }),
    });
    if (sessions.isPending) {
        return <Loading />;
    }
    if (sessions.error) {
        return <Failure error={sessions.error} onRetry={() => void sessions.refetch()} />;
    }
    const others = sessions.data.filter((session) => !session.this);
    return (
        <>
            <Table>
                <Table.Thead>
                    <Table.Tr>
                        <Table.Th>{say.since}</Table.Th>
                        <Table.Th>{say.until}</Table.Th>
                        <Table.Td />
                    </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                    {sessions.data.map((session) => (
                        <Table.Tr key={session.id}>
                            <Table.Td>
                                <When at={session.created_at} />
                            </Table.Td>
                            <Table.Td>
                                <When at={session.expires_at} />
                            </Table.Td>
                            <Table.Td ta="right">
                                {session.this ? (
                                    <Badge>{say.here}</Badge>
                                ) : (
                                    <Button
                                        size="compact-sm"
                                        aria-label={say.endLabel(session.created_at)}
                                        onClick={() => end.mutate([session.id])}
                                    >
                                        {say.end}
                                    </Button>
                                )}
                            </Table.Td>
                        </Table.Tr>
                    ))}
                </Table.Tbody>
            </Table>
            {others.length > 1 && (
                <Button size="xs" onClick={() => end.mutate(others.map(({ id }) => id))} loading={end.isPending}>
                    {say.endAll}
                </Button>
            )}
        </>
    );
}
