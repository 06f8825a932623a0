// Brings a flow in: a file or text, what the check says of it, and under which key.

import { Alert, Button, Checkbox, FileButton, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { IconAlertTriangle, IconCircleCheck, IconFileImport, IconInfoCircle } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { keys, useFlows, type Draft } from '@/api/queries';
import { request } from '@/api/request';
import type { FlowDocument, Problem } from '@/model/document';
import { Failure } from '@/ui';
import { words } from '@/words';
import { keyPattern } from './key';
import { keyTrouble, useMakeFlow } from './make_flow';
import { readFlow } from './read_flow';
import styles from './flows.module.css';

const say = words.flows.importing;

interface Props {
    onClose: () => void;
    onMade: (key: string) => void;
}

export function ImportFlow({ onClose, onMade }: Props) {
    const [text, setText] = useState('');
    const reading = useMemo(() => readFlow(text), [text]);
    return (
        <Modal
            opened
            onClose={onClose}
            title={say.title}
            size="lg"
            closeButtonProps={{ 'aria-label': words.shell.close }}
        >
            <Stack gap="sm">
                <Group justify="space-between">
                    <Text size="sm" c="dimmed">
                        {say.text}
                    </Text>
                    <FileButton
                        accept="application/json,.json"
                        onChange={(file) => void file?.text().then(setText)}
                        inputProps={{ 'aria-label': say.choose }}
                    >
                        {(props) => (
                            <Button {...props} leftSection={<IconFileImport size={16} aria-hidden />}>
                                {say.choose}
                            </Button>
                        )}
                    </FileButton>
                </Group>
                {reading.kind === 'newer' ? (
                    <>
                        <Alert color="yellow" icon={<IconInfoCircle aria-hidden />} role="status">
                            {reading.message}
                        </Alert>
                        <pre className={styles.source} tabIndex={0} aria-label={say.source}>
                            {reading.text}
                        </pre>
                    </>
                ) : (
                    <Textarea
                        label={say.paste}
                        value={text}
                        onChange={(event) => setText(event.currentTarget.value)}
                        error={reading.kind === 'trouble' ? reading.message : undefined}
                        rows={reading.kind === 'flow' ? 5 : 10}
                        spellCheck={false}
                        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
                        data-autofocus
                    />
                )}
                {reading.kind === 'flow' ? (
                    <Found key={text} document={reading.document} onClose={onClose} onMade={onMade} />
                ) : (
                    <Group justify="flex-end">
                        <Button onClick={onClose}>{words.shell.cancel}</Button>
                    </Group>
                )}
            </Stack>
        </Modal>
    );
}

function Found({ document, onClose, onMade }: Props & { document: FlowDocument }) {
    const flows = useFlows();
    const [key, setKey] = useState(document.key);
    const [isReplacing, setReplacing] = useState(false);
    const make = useMakeFlow(onMade);
    const replace = useReplaceDraft(onMade);
    const exists = flows.data?.some((flow) => flow.key === key) ?? false;
    const error = make.error ?? replace.error;
    const trouble = !keyPattern.test(key) ? words.flows.create.keyWrong : keyTrouble(make.error);

    const submit = () => {
        const title = document.title || key;
        if (exists) {
            replace.mutate({ key, document: { ...document, key, title } });
        } else {
            make.mutate({ key, title, document });
        }
    };
    return (
        <>
            <Text fw={600}>
                {document.title}{' '}
                <Text span c="dimmed" fw={400} size="sm">
                    {say.nodes(Object.keys(document.nodes).length)}
                </Text>
            </Text>
            <Problems document={document} />
            <TextInput
                label={say.key}
                value={key}
                onChange={(event) => {
                    make.reset();
                    setReplacing(false);
                    setKey(event.currentTarget.value);
                }}
                error={trouble ?? undefined}
                spellCheck={false}
            />
            {exists && (
                <Stack gap={6}>
                    <Text size="sm">{say.exists}</Text>
                    <Checkbox
                        label={say.replace}
                        checked={isReplacing}
                        onChange={(event) => setReplacing(event.currentTarget.checked)}
                    />
                </Stack>
            )}
            {error && !trouble && <Failure error={error} />}
            <Group justify="flex-end" gap="xs">
                <Button onClick={onClose}>{words.shell.cancel}</Button>
                <Button
                    variant="filled"
                    disabled={trouble !== null || (exists && !isReplacing)}
                    loading={make.isPending || replace.isPending}
                    onClick={submit}
                >
                    {say.submit}
                </Button>
            </Group>
        </>
    );
}

/** The document becomes the caller's draft of a flow that is there. */
function useReplaceDraft(onMade: (key: string) => void) {
    const queries = useQueryClient();
    return useMutation({
        mutationFn: async ({ key, document }: { key: string; document: FlowDocument }) => {
            const at = `/api/flows/${encodeURIComponent(key)}/draft`;
            const { etag } = await request<Draft>('GET', at);
            await request('PUT', at, { body: document, headers: { 'if-match': etag ?? '' } });
            return key;
        },
        onSuccess: async (key) => {
            await queries.invalidateQueries({ queryKey: keys.flows });
            onMade(key);
        },
        meta: { isShown: true },
    });
}

function Problems({ document }: { document: FlowDocument }) {
    const check = useQuery({
        queryKey: ['check', document],
        queryFn: async ({ signal }) =>
            (
                await request<{ problems: Problem[] }>(
                    'POST',
                    `/api/flows/${encodeURIComponent(document.key || 'new')}/check`,
                    { body: { document }, signal },
                )
            ).body.problems,
        staleTime: Infinity,
    });
    if (check.error) {
        return <Failure error={check.error} onRetry={() => void check.refetch()} />;
    }
    const problems = check.data ?? [];
    const errors = problems.filter(({ severity }) => severity === 'error').length;
    return (
        <div role="status">
            <Group gap={6} c="dimmed" wrap="nowrap">
                {check.data && problems.length === 0 && (
                    <IconCircleCheck size={16} color="var(--mr-accent)" aria-hidden />
                )}
                <Text size="sm">
                    {check.isPending
                        ? say.checking
                        : problems.length === 0
                          ? say.well
                          : say.problems(errors, problems.length - errors)}
                </Text>
            </Group>
            {problems.length > 0 && (
                // A list that scrolls must be reachable for who has no mouse.
                <ul className={styles.problems} tabIndex={0}>
                    {problems.map(({ severity, code, node, pointer, message }) => (
                        <li key={`${pointer} ${code} ${message}`}>
                            <IconAlertTriangle
                                size={15}
                                color={
                                    severity === 'error'
                                        ? 'var(--mantine-color-error)'
                                        : 'var(--mantine-color-yellow-6)'
                                }
                                aria-label={say.severities[severity]}
                            />
                            <code>{node || pointer || '/'}</code>
                            <span>{message}</span>
                        </li>
                    ))}
                </ul>
            )}
        </div>
    );
}
