// A second pair of eyes: who asks, what changes, and the answer.

import { Badge, Button, Card, Group, Stack, Text, Textarea } from '@mantine/core';
import { IconEyeCheck } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys, useVersion } from '@/api/queries';
import { freshKey, request } from '@/api/request';
import { useMay, useSession } from '@/app/session';
import { diff, type FlowDocument } from '@/model';
import { EmptyState, Failure, Loading, notify, notifyFailure, When } from '@/ui';
import { words } from '@/words';
import { ChangeList } from './change_list';

interface Review {
    id: string;
    author: string;
    author_name: string;
    note: string;
    base_version: number;
    document: FlowDocument;
    state: 'open' | 'approved' | 'rejected' | 'withdrawn';
    decided_by_name: string | null;
    decided_note: string | null;
    at: string;
    decided_at: string | null;
    version: number | null;
}

export function Reviews({ flowKey }: { flowKey: string }) {
    const reviews = useQuery({
        queryKey: keys.reviews(flowKey),
        queryFn: async ({ signal }) =>
            (await request<{ items: Review[] }>('GET', `/api/flows/${encodeURIComponent(flowKey)}/reviews`, { signal }))
                .body.items,
    });
    if (reviews.error) {
        return <Failure error={reviews.error} onRetry={() => void reviews.refetch()} />;
    }
    if (!reviews.data) {
        return <Loading />;
    }
    if (reviews.data.length === 0) {
        return <EmptyState icon={IconEyeCheck} title={words.versions.noReviews} />;
    }
    return (
        <Stack>
            {reviews.data.map((review) => (
                <ReviewCard key={review.id} review={review} flowKey={flowKey} />
            ))}
        </Stack>
    );
}

const colors = { open: 'blue', approved: 'teal', rejected: 'red', withdrawn: 'gray' };

function ReviewCard({ review, flowKey }: { review: Review; flowKey: string }) {
    const { user } = useSession();
    const mayPublish = useMay('flow.publish');
    const queries = useQueryClient();
    const [note, setNote] = useState('');
    const [isShown, setShown] = useState(false);
    const isOwn = user?.userId === review.author;
    const decide = async (how: 'approve' | 'reject' | 'withdraw', said: string) => {
        try {
            const headers = { 'idempotency-key': freshKey() };
            await request('POST', `/api/flow-reviews/${encodeURIComponent(review.id)}/${how}`, {
                body: { note },
                headers,
            });
            notify(said);
        } catch (error) {
            notifyFailure(error);
        }
        await queries.invalidateQueries({ queryKey: keys.flow(flowKey) });
    };
    return (
        <Card withBorder radius="md" component="section" aria-label={words.versions.review.asks(review.author_name)}>
            <Group justify="space-between">
                <Text fw={600}>{words.versions.review.asks(review.author_name)}</Text>
                <Badge color={colors[review.state]} variant="light" c="var(--mantine-color-text)">
                    {words.versions.review.states[review.state]}
                </Badge>
            </Group>
            <Text size="xs" c="dimmed">
                <When at={review.at} />
            </Text>
            {review.note && (
                <Text size="sm" mt="xs">
                    {review.note}
                </Text>
            )}
            {review.state !== 'open' && review.decided_by_name && (
                <Text size="sm" mt="xs" c="dimmed">
                    {words.versions.review.states[review.state]} {words.versions.review.decided(review.decided_by_name)}
                    {review.decided_note ? `: ${review.decided_note}` : ''}
                </Text>
            )}
            <Group mt="sm">
                <Button size="compact-sm" variant="subtle" aria-expanded={isShown} onClick={() => setShown(!isShown)}>
                    {words.versions.review.look}
                </Button>
            </Group>
            {isShown && <Changes flowKey={flowKey} review={review} />}
            {review.state === 'open' && isOwn && (
                <Group mt="sm">
                    <Text size="sm" c="dimmed" flex={1}>
                        {words.versions.review.own}
                    </Text>
                    <Button size="xs" onClick={() => void decide('withdraw', words.versions.review.withdrawn)}>
                        {words.versions.review.withdraw}
                    </Button>
                </Group>
            )}
            {review.state === 'open' && !isOwn && mayPublish && (
                <>
                    <Textarea
                        mt="sm"
                        label={words.versions.review.note}
                        autosize
                        value={note}
                        onChange={(event) => setNote(event.currentTarget.value)}
                    />
                    <Group mt="sm" justify="flex-end" gap="xs">
                        <Button size="xs" onClick={() => void decide('reject', words.versions.review.rejected)}>
                            {words.versions.review.reject}
                        </Button>
                        <Button
                            size="xs"
                            variant="filled"
                            onClick={() => void decide('approve', words.versions.review.approved)}
                        >
                            {words.versions.review.approve}
                        </Button>
                    </Group>
                </>
            )}
        </Card>
    );
}

function Changes({ flowKey, review }: { flowKey: string; review: Review }) {
    const base = useVersion(flowKey, review.base_version > 0 ? review.base_version : null);
    if (review.base_version > 0 && !base.data?.document) {
        return base.error ? <Failure error={base.error} /> : <Loading />;
    }
    const empty: FlowDocument = { ...review.document, nodes: {} };
    return <ChangeList changes={diff(base.data?.document ?? empty, review.document)} />;
}
