import { ActionIcon, Button, Group, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { fieldsOf, pointers, type SettingsSchema } from '@/model';
import { words } from '@/words';
import { FieldView, type FieldProps } from './field_view';
import { useForm, useProblemAt } from './form';
import { firstValue } from './mode';
import { PartsHead } from './parts_head';

/** Members: fixed ones with a field each (an object), or any names with values of one kind (a map). */
export function MapField(props: FieldProps & { isObject: boolean }) {
    const { schema, pointer, label, required, isLabelHidden, isObject } = props;
    const error = useProblemAt(pointer, false);
    return (
        <Stack gap={8} role="group" aria-label={label}>
            <PartsHead
                label={isLabelHidden ? undefined : label}
                required={required}
                description={schema.description}
                error={error}
            />
            {isObject ? <Members schema={schema} pointer={pointer} /> : <Entries {...props} />}
        </Stack>
    );
}

function Members({ schema, pointer }: { schema: SettingsSchema; pointer: string }) {
    return fieldsOf(schema).map((field) => (
        <FieldView
            key={field.key}
            schema={field.schema}
            pointer={pointers.join(pointer, field.key)}
            label={field.label}
            required={field.required}
            isNested
        />
    ));
}

function Entries({ schema, pointer, label, required }: FieldProps) {
    const { document, onChange, readOnly } = useForm();
    const [isNew, setIsNew] = useState(false);
    const value = pointers.at(document, pointer);
    const map = pointers.isMap(value) ? value : {};
    const entry = typeof schema.additionalProperties === 'object' ? schema.additionalProperties : {};
    const write = (next: Record<string, unknown>) =>
        onChange(pointer, Object.keys(next).length === 0 && !required ? undefined : next);
    const rename = (before: string | null, name: string) => {
        setIsNew(false);
        if (!name || name === before || Object.hasOwn(map, name)) {
            return;
        }
        const added = before === null ? [[name, firstValue(entry['x-kind'] ?? 'any')] as const] : [];
        const kept = Object.entries(map).map(([key, one]) => [key === before ? name : key, one] as const);
        write(Object.fromEntries([...kept, ...added]));
    };
    return (
        <>
            {Object.keys(map).map((name) => (
                <Group key={name} gap={6} align="flex-start" wrap="nowrap">
                    <Name value={name} label={words.fields.nameIn(label)} onDone={(next) => rename(name, next)} />
                    <div style={{ flex: 1, minWidth: 0 }}>
                        <FieldView
                            schema={entry}
                            pointer={pointers.join(pointer, name)}
                            label={words.fields.valueOf(name)}
                            isLabelHidden
                            isNested
                            required
                        />
                    </div>
                    {!readOnly && (
                        <ActionIcon
                            variant="subtle"
                            color="gray"
                            mt={6}
                            size="sm"
                            aria-label={words.fields.removeNamed(name)}
                            onClick={() =>
                                write(Object.fromEntries(Object.entries(map).filter(([key]) => key !== name)))
                            }
                        >
                            <IconTrash size={14} />
                        </ActionIcon>
                    )}
                </Group>
            ))}
            {isNew && (
                <Name value="" label={words.fields.nameIn(label)} isFocused onDone={(next) => rename(null, next)} />
            )}
            {!readOnly && !isNew && (
                <Button
                    variant="subtle"
                    size="compact-sm"
                    leftSection={<IconPlus size={14} />}
                    style={{ alignSelf: 'flex-start' }}
                    aria-label={words.fields.addTo(label)}
                    onClick={() => setIsNew(true)}
                >
                    {words.fields.add}
                </Button>
            )}
        </>
    );
}

interface NameProps {
    value: string;
    label: string;
    isFocused?: boolean;
    onDone: (name: string) => void;
}

// Kept when it is left: a half-typed name is no name yet.
function Name({ value, label, isFocused, onDone }: NameProps) {
    const [typed, setTyped] = useState(value);
    const { readOnly } = useForm();
    return (
        <TextInput
            w={128}
            aria-label={label}
            placeholder={words.fields.name}
            value={typed}
            autoFocus={isFocused}
            readOnly={readOnly}
            onChange={(event) => setTyped(event.currentTarget.value)}
            onBlur={() => {
                onDone(typed.trim());
                setTyped(isFocused ? '' : value);
            }}
            onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
        />
    );
}
