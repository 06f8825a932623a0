// Begins a flow: a title, a key that follows it until somebody types another, and what is on the canvas at first.

import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { useMemo, useState, type FormEvent } from 'react';
import { useFlows, useTemplates } from '@/api/queries';
import { Failure } from '@/ui';
import { words } from '@/words';
import { keyPattern, proposedKey } from './key';
import { emptyFlow, keyTrouble, useMakeFlow } from './make_flow';

const say = words.flows.create;

interface Props {
    /** The template to begin with, if one is chosen already. */
    template?: string;
    onClose: () => void;
    onMade: (key: string) => void;
}

const triggers = [
    { value: 'conversation.started', label: words.flows.triggers['conversation.started'] },
    { value: 'api', label: words.flows.triggers.api },
    { value: 'conversation.closed', label: words.flows.triggers['conversation.closed'] },
];

export function NewFlow({ template, onClose, onMade }: Props) {
    const templates = useTemplates();
    const flows = useFlows();
    const [typedTitle, setTitle] = useState<string | null>(null);
    const [typedKey, setKey] = useState<string | null>(null);
    const [from, setFrom] = useState(template ?? '');
    const [on, setOn] = useState('conversation.started');
    const [isTried, setTried] = useState(false);
    const make = useMakeFlow(onMade);

    const taken = useMemo(() => new Set(flows.data?.map(({ key }) => key)), [flows.data]);
    const chosen = templates.data?.find(({ key }) => key === from);
    const title = typedTitle ?? chosen?.title ?? '';
    const key = typedKey ?? proposedKey(title, taken);
    const trouble =
        (isTried && !keyPattern.test(key) ? say.keyWrong : null) ??
        (taken.has(key) ? say.keyTaken : null) ??
        keyTrouble(make.error);

    const submit = (event: FormEvent) => {
        event.preventDefault();
        setTried(true);
        if (title.trim() && keyPattern.test(key) && !taken.has(key)) {
            make.mutate({ key, title: title.trim(), document: chosen?.document ?? emptyFlow(on) });
        }
    };

    return (
        <Modal opened onClose={onClose} title={say.title} closeButtonProps={{ 'aria-label': words.shell.close }}>
            <form onSubmit={submit} noValidate>
                <Stack gap="sm">
                    <TextInput
                        label={say.name}
                        value={title}
                        onChange={(event) => setTitle(event.currentTarget.value)}
                        error={isTried && !title.trim() ? say.nameMissing : undefined}
                        maxLength={200}
                        data-autofocus
                    />
                    <TextInput
                        label={say.key}
                        description={say.keyHelp}
                        value={key}
                        onChange={(event) => {
                            make.reset();
                            setKey(event.currentTarget.value);
                        }}
                        error={trouble ?? undefined}
                        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
                        spellCheck={false}
                    />
                    <Select
                        label={say.from}
                        value={from}
                        onChange={(value) => setFrom(value ?? '')}
                        allowDeselect={false}
                        data={[
                            { value: '', label: say.empty },
                            ...(templates.data ?? []).map(({ key: value, title: label }) => ({ value, label })),
                        ]}
                    />
                    {!chosen && (
                        <Select
                            label={say.trigger}
                            value={on}
                            onChange={(value) => setOn(value ?? 'api')}
                            allowDeselect={false}
                            data={triggers}
                        />
                    )}
                    {templates.error && <Failure error={templates.error} />}
                    {make.error && !trouble && <Failure error={make.error} />}
                    <Group justify="flex-end" gap="xs">
                        <Button onClick={onClose}>{words.shell.cancel}</Button>
                        <Button type="submit" variant="filled" loading={make.isPending}>
                            {say.submit}
                        </Button>
                    </Group>
                </Stack>
            </form>
        </Modal>
    );
}
