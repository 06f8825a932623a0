// The flow's variables, and what whoever starts it gives.

import { ActionIcon, Button, Checkbox, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useForm } from '@/fields';
import * as model from '@/model';
import type { VariableType } from '@/model';
import { words } from '@/words';
import { anyToText, textToAny } from '@/fields';
import { useStore } from './use_store';

const types: VariableType[] = ['string', 'integer', 'number', 'boolean', 'list', 'map'];
const typeChoices = types.map((value) => ({ value, label: words.designer.variableTypes[value] }));

export function VariablesForm() {
    const store = useStore();
    const { document, problems, readOnly } = useForm();
    return (
        <Stack gap="xs">
            <Text size="xs" c="dimmed">
                {words.designer.variablesAbout}
            </Text>
            {Object.entries(document.variables ?? {}).map(([name, variable]) => {
                const pointer = model.pointers.join('/variables', name);
                const write = (change: Partial<model.Variable>, merge?: string) =>
                    store.act('setVariable', (doc) => model.setVariable(doc, name, { ...variable, ...change }), merge);
                return (
                    <Group key={name} gap={6} wrap="nowrap" align="flex-start" data-pointer={pointer}>
                        <Text size="sm" ff="monospace" style={{ flex: 1, minWidth: 0 }} truncate pt={6} title={name}>
                            {name}
                        </Text>
                        <Select
                            w={100}
                            size="xs"
                            aria-label={words.designer.typeOf(name)}
                            data={typeChoices}
                            placeholder={words.designer.anyType}
                            value={variable.type ?? null}
                            clearable
                            clearButtonProps={{ 'aria-label': words.fields.clear }}
                            readOnly={readOnly}
                            onChange={(type) => write({ type: (type ?? undefined) as VariableType | undefined })}
                        />
                        <DefaultField
                            name={name}
                            value={variable.default}
                            readOnly={readOnly}
                            error={problems.find((one) => one.pointer.startsWith(pointer))?.message.split('\n')[0]}
                            onChange={(value) => write({ default: value }, `variable:${name}`)}
                        />
                        {!readOnly && (
                            <Remove
                                name={name}
                                onClick={() => store.act('removeVariable', (doc) => model.removeVariable(doc, name))}
                            />
                        )}
                    </Group>
                );
            })}
            {!readOnly && (
                <NewName
                    label={words.designer.newVariable}
                    taken={document.variables}
                    onAdd={(name) => store.act('setVariable', (doc) => model.setVariable(doc, name, {}))}
                />
            )}
        </Stack>
    );
}

interface DefaultProps {
    name: string;
    value: unknown;
    readOnly: boolean;
    error?: string;
    onChange: (value: unknown) => void;
}

function DefaultField({ name, value, readOnly, error, onChange }: DefaultProps) {
    const [typed, setTyped] = useState<string | null>(null);
    return (
        <TextInput
            w={110}
            size="xs"
            aria-label={words.designer.defaultOf(name)}
            placeholder={words.designer.noDefault}
            value={typed ?? (value === '' ? '""' : anyToText(value))}
            readOnly={readOnly}
            error={error}
            onChange={(event) => {
                setTyped(event.currentTarget.value);
                onChange(textToAny(event.currentTarget.value));
            }}
            onBlur={() => setTyped(null)}
        />
    );
}

export function InputForm() {
    const store = useStore();
    const { document, readOnly } = useForm();
    return (
        <Stack gap="xs">
            <Text size="xs" c="dimmed">
                {words.designer.inputAbout}
            </Text>
            {Object.entries(document.input ?? {}).map(([name, input]) => (
                <Group key={name} gap={6} wrap="nowrap" data-pointer={model.pointers.join('/input', name)}>
                    <Text size="sm" ff="monospace" style={{ flex: 1, minWidth: 0 }} truncate>
                        {name}
                    </Text>
                    <Select
                        w={110}
                        size="xs"
                        aria-label={words.designer.typeOf(name)}
                        data={typeChoices}
                        placeholder={words.designer.anyType}
                        value={input.type ?? null}
                        readOnly={readOnly}
                        onChange={(type) =>
                            store.act('setInput', (doc) =>
                                model.setInput(doc, name, {
                                    ...input,
                                    type: (type ?? undefined) as VariableType | undefined,
                                }),
                            )
                        }
                    />
                    <Checkbox
                        size="xs"
                        label={words.designer.required}
                        checked={input.required ?? false}
                        disabled={readOnly}
                        onChange={({ currentTarget: { checked } }) =>
                            store.act('setInput', (doc) => model.setInput(doc, name, { ...input, required: checked }))
                        }
                    />
                    {!readOnly && (
                        <Remove
                            name={name}
                            onClick={() => store.act('setInput', (doc) => model.setInput(doc, name, undefined))}
                        />
                    )}
                </Group>
            ))}
            {!readOnly && (
                <NewName
                    label={words.designer.newInput}
                    taken={document.input}
                    onAdd={(name) => store.act('setInput', (doc) => model.setInput(doc, name, { type: 'string' }))}
                />
            )}
        </Stack>
    );
}

function Remove({ name, onClick }: { name: string; onClick: () => void }) {
    return (
        <ActionIcon variant="subtle" color="gray" aria-label={words.fields.removeNamed(name)} onClick={onClick}>
            <IconTrash size={15} />
        </ActionIcon>
    );
}

interface NewNameProps {
    label: string;
    taken: Record<string, unknown> | undefined;
    isGood?: (name: string) => boolean;
    onAdd: (name: string) => void;
}

export function NewName({ label, taken, isGood = model.isVariableName, onAdd }: NewNameProps) {
    const [name, setName] = useState('');
    const isTaken = Object.hasOwn(taken ?? {}, name);
    const isRight = name !== '' && isGood(name) && !isTaken;
    const add = () => {
        if (isRight) {
            onAdd(name);
            setName('');
        }
    };
    return (
        <Group gap={6} wrap="nowrap" align="flex-start">
            <TextInput
                flex={1}
                size="xs"
                aria-label={label}
                placeholder={label}
                value={name}
                error={name === '' || isRight ? undefined : isTaken ? words.designer.taken : words.designer.badName}
                onChange={(event) => setName(event.currentTarget.value)}
                onKeyDown={(event) => event.key === 'Enter' && add()}
            />
            <Button size="xs" variant="light" leftSection={<IconPlus size={14} />} disabled={!isRight} onClick={add}>
                {words.fields.add}
            </Button>
        </Group>
    );
}
