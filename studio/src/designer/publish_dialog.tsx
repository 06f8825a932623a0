// Makes the draft the version that new runs take, or asks somebody else to look at it first.

import { Alert, Button, Group, Modal, ScrollArea, Text, Textarea } from '@mantine/core';
import { IconAlertTriangle, IconExclamationCircle } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys, useVersion } from '@/api/queries';
import { freshKey, Refusal, request } from '@/api/request';
import { diff, type Problem } from '@/model';
import { Failure, notify } from '@/ui';
import { words } from '@/words';
import { ChangeList } from '@/versions/change_list';
import type { Keeper } from './keeper';
import { useDesigner, useStore } from './use_store';

interface Props {
    keeper: Keeper;
    onClose: () => void;
    onMerge: () => void;
}

export function PublishDialog({ keeper, onClose, onMerge }: Props) {
    const store = useStore();
    const queries = useQueryClient();
    const document = useDesigner((state) => state.history.present);
    const problems = useDesigner((state) => state.problems);
    const [note, setNote] = useState('');
    const [failure, setFailure] = useState<unknown>(null);
    const [isBusy, setBusy] = useState(false);
    const [onceKey] = useState(freshKey);
    const before = useVersion(store.flowKey, keeper.seen > 0 ? keeper.seen : null);
    const needsReview = useNeedsReview();
    const changes = before.data?.document ? diff(before.data.document, document) : [];
    const errors = problems.filter((problem) => problem.severity === 'error').length;
    const warnings = problems.length - errors;
    const at = `/api/flows/${encodeURIComponent(store.flowKey)}`;

    const send = async (isReview: boolean) => {
        setBusy(true);
        setFailure(null);
        try {
            if (!(await keeper.saved())) {
                throw new Error(words.designer.publish.notSaved);
            }
            const headers = { 'idempotency-key': onceKey + (isReview ? 'r' : '') };
            if (isReview) {
                await request('POST', `${at}/reviews`, { body: { note }, headers });
                notify(words.designer.publish.asked);
            } else {
                const body = { note, base: keeper.seen };
                const answer = await request<{ version: number }>('POST', `${at}/publish`, { body, headers });
                await keeper.published(answer.body.version);
                notify(words.designer.publish.done(answer.body.version));
            }
            await queries.invalidateQueries({ queryKey: keys.flow(store.flowKey) });
            await queries.invalidateQueries({ queryKey: keys.flows });
            onClose();
        } catch (error) {
            if (error instanceof Refusal && Array.isArray(error.more.problems)) {
                store.set({ problems: error.more.problems as Problem[] });
            }
            setFailure(error);
        } finally {
            setBusy(false);
        }
    };
    const isMoved = failure instanceof Refusal && failure.code === 'flow.base_moved';
    const mustAsk = needsReview || (failure instanceof Refusal && failure.code === 'flow.review_required');
    return (
        <Modal
            opened
            onClose={onClose}
            size="lg"
            title={mustAsk ? words.designer.publish.titleReview : words.designer.publish.title}
            closeButtonProps={{ 'aria-label': words.shell.close }}
        >
            {errors > 0 && (
                <Alert color="red" variant="light" icon={<IconExclamationCircle size={18} />} mb="sm">
                    {words.designer.publish.errors(errors)}
                </Alert>
            )}
            {errors === 0 && warnings > 0 && (
                <Alert color="orange" variant="light" icon={<IconAlertTriangle size={18} />} mb="sm">
                    {words.designer.publish.warnings(warnings)}
                </Alert>
            )}
            {mustAsk && (
                <Text size="sm" mb="sm">
                    {words.designer.publish.needsReview}
                </Text>
            )}
            <Textarea
                label={words.designer.publish.note}
                description={words.designer.publish.noteAbout}
                autosize
                minRows={2}
                data-autofocus
                value={note}
                onChange={(event) => setNote(event.currentTarget.value)}
            />
            <Text fw={500} size="sm" mt="md" mb={4}>
                {keeper.seen > 0 ? words.designer.publish.changes(keeper.seen) : words.designer.publish.first}
            </Text>
            {keeper.seen > 0 && (
                <ScrollArea.Autosize mah={260} type="auto">
                    {changes.length > 0 ? (
                        <ChangeList changes={changes} />
                    ) : (
                        <Text size="sm" c="dimmed">
                            {before.isPending ? words.shell.loading : words.designer.publish.noChanges}
                        </Text>
                    )}
                </ScrollArea.Autosize>
            )}
            {failure !== null && !isMoved && (
                <div style={{ marginTop: 12 }}>
                    <Failure error={failure} />
                </div>
            )}
            {isMoved && (
                <Alert color="orange" variant="light" mt="sm" title={words.designer.publish.moved}>
                    <Button size="xs" onClick={onMerge}>
                        {words.designer.merge.open}
                    </Button>
                </Alert>
            )}
            <Group justify="flex-end" gap="xs" mt="lg">
                <Button onClick={onClose}>{words.shell.cancel}</Button>
                {!mustAsk && (
                    <Button variant="subtle" disabled={errors > 0 || isBusy} onClick={() => void send(true)}>
                        {words.designer.publish.ask}
                    </Button>
                )}
                <Button variant="filled" disabled={errors > 0} loading={isBusy} onClick={() => void send(mustAsk)}>
                    {mustAsk ? words.designer.publish.ask : words.designer.publish.yes}
                </Button>
            </Group>
        </Modal>
    );
}

function useNeedsReview(): boolean {
    const { data } = useQuery({
        queryKey: ['settings'],
        queryFn: async ({ signal }) =>
            (await request<{ publish_needs_review?: boolean }>('GET', '/api/settings', { signal })).body,
        retry: false,
    });
    return data?.publish_needs_review === true;
}
