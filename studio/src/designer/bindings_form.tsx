// What the flow names and the org fills in: declared in the document, bound outside of its versions.

import { ActionIcon, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '@/api/queries';
import { request } from '@/api/request';
import { useMay } from '@/app/session';
import { useChoices, useForm } from '@/fields';
import * as model from '@/model';
import { sentenceOf } from '@/ui';
import { words } from '@/words';
import { NewName } from './variables_form';
import { useStore } from './use_store';

const kinds = [
    'queue',
    'team',
    'user',
    'calendar',
    'flow',
    'channel',
    'credential',
    'tag',
    'url',
    'string',
    'number',
    'duration',
    'boolean',
];

export function BindingsForm({ onChanged }: { onChanged: () => void }) {
    const store = useStore();
    const { document, readOnly } = useForm();
    const path = `/api/flows/${encodeURIComponent(store.flowKey)}/bindings`;
    const queries = useQueryClient();
    const bound = useQuery({
        queryKey: keys.bindings(store.flowKey),
        queryFn: async ({ signal }) => (await request<Record<string, unknown>>('GET', path, { signal })).body,
    });
    const bind = useMutation({
        mutationFn: (change: Record<string, unknown>) => request('PUT', path, { body: { ...bound.data, ...change } }),
        meta: { isShown: true },
        onSuccess: async () => {
            await queries.invalidateQueries({ queryKey: keys.bindings(store.flowKey) });
            onChanged();
        },
    });
    const mayBind = useMay('flow.publish');
    return (
        <Stack gap="xs">
            <Text size="xs" c="dimmed">
                {words.designer.bindingsAbout}
            </Text>
            {Object.entries(document.bindings ?? {}).map(([name, { kind }]) => (
                <Stack key={name} gap={4} data-pointer={`/bindings/${name}`}>
                    <Group gap={6} wrap="nowrap" align="flex-end">
                        <Text size="sm" ff="monospace" flex={1} truncate pb={6}>
                            {name}
                        </Text>
                        <Select
                            w={110}
                            size="xs"
                            aria-label={words.designer.kindOf(name)}
                            data={kinds.includes(kind) ? kinds : [...kinds, kind]}
                            value={kind}
                            allowDeselect={false}
                            readOnly={readOnly}
                            onChange={(next) =>
                                next && store.act('setBinding', (doc) => model.setBinding(doc, name, { kind: next }))
                            }
                        />
                        {!readOnly && (
                            <ActionIcon
                                variant="subtle"
                                color="gray"
                                aria-label={words.fields.removeNamed(name)}
                                onClick={() => store.act('removeBinding', (doc) => model.removeBinding(doc, name))}
                            >
                                <IconTrash size={15} />
                            </ActionIcon>
                        )}
                    </Group>
                    <BoundTo
                        key={JSON.stringify(bound.data?.[name])}
                        name={name}
                        kind={kind}
                        value={bound.data?.[name]}
                        readOnly={!mayBind}
                        error={bind.error && name in (bind.variables ?? {}) ? sentenceOf(bind.error) : undefined}
                        onBind={(value) => bind.mutate({ [name]: value })}
                    />
                </Stack>
            ))}
            {!readOnly && (
                <NewName
                    label={words.designer.newBinding}
                    taken={document.bindings}
                    isGood={model.isKey}
                    onAdd={(name) => store.act('setBinding', (doc) => model.setBinding(doc, name, { kind: 'queue' }))}
                />
            )}
        </Stack>
    );
}

interface BoundProps {
    name: string;
    kind: string;
    value: unknown;
    readOnly: boolean;
    error?: string;
    onBind: (value: unknown) => void;
}

const plain = new Set(['url', 'string', 'number', 'duration', 'boolean']);

function BoundTo({ name, kind, value, readOnly, error, onBind }: BoundProps) {
    const isPlain = plain.has(kind);
    const { items } = useChoices(isPlain ? 'queue' : kind);
    const [typed, setTyped] = useState(value === undefined ? '' : String(value));
    if (isPlain) {
        const keep = () => {
            const next = kind === 'number' ? Number(typed) : kind === 'boolean' ? typed === 'true' : typed;
            if (typed !== (value === undefined ? '' : String(value))) {
                onBind(typed === '' ? null : next);
            }
        };
        return (
            <TextInput
                size="xs"
                aria-label={words.designer.boundTo(name)}
                placeholder={words.designer.notBound}
                value={typed}
                readOnly={readOnly}
                error={error}
                onChange={(event) => setTyped(event.currentTarget.value)}
                onBlur={keep}
                onKeyDown={(event) => event.key === 'Enter' && keep()}
            />
        );
    }
    const given = typeof value === 'string' ? value : null;
    const data = items.map(({ key, title }) => ({ value: key, label: title === key ? key : `${title} (${key})` }));
    if (given && !data.some((one) => one.value === given)) {
        data.unshift({ value: given, label: given });
    }
    return (
        <Select
            size="xs"
            aria-label={words.designer.boundTo(name)}
            placeholder={words.designer.notBound}
            data={data}
            value={given}
            searchable
            clearable={!readOnly}
            clearButtonProps={{ 'aria-label': words.fields.clear }}
            readOnly={readOnly}
            error={error}
            onChange={onBind}
        />
    );
}
