import { ActionIcon, Button, Group, Paper, Stack, Text } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react';
import { pointers } from '@/model';
import { words } from '@/words';
import { FieldView, type FieldProps } from './field_view';
import { useForm, useProblemAt } from './form';
import { firstValue } from './mode';
import { PartsHead } from './parts_head';
import classes from './list_field.module.css';

/** A list: its entries, each a field of its own, to add, move and remove. */
export function ListField({ schema, pointer, label, required, isLabelHidden }: FieldProps) {
    const { document, onChange, readOnly } = useForm();
    const error = useProblemAt(pointer, false);
    const value = pointers.at(document, pointer);
    const items: unknown[] = Array.isArray(value) ? value : [];
    const entry = schema.items ?? {};
    const kind = entry['x-kind'] ?? 'any';
    const isWide = kind === 'object' || kind === 'any';
    const write = (next: unknown[]) => onChange(pointer, next.length === 0 && !required ? undefined : next);
    const swap = (a: number, b: number) => {
        const next = [...items];
        [next[a], next[b]] = [next[b], next[a]];
        write(next);
    };
    return (
        <Stack gap={6} role="group" aria-label={label}>
            <PartsHead
                label={isLabelHidden ? undefined : label}
                required={required}
                description={schema.description}
                error={error}
            />
            {items.map((_, place) => (
                <Paper key={place} withBorder p={8} radius="md" bg="transparent">
                    <div className={isWide ? classes.wide : classes.row}>
                        <div className={classes.entry}>
                            <FieldView
                                schema={entry}
                                pointer={pointers.join(pointer, place)}
                                label={words.fields.entry(label, place + 1)}
                                isLabelHidden
                                isNested
                                required
                            />
                        </div>
                        <Group gap={0} wrap="nowrap" className={classes.buttons}>
                            {isWide && (
                                <Text size="xs" c="dimmed" fw={600} flex={1} aria-hidden>
                                    {place + 1}
                                </Text>
                            )}
                            {!readOnly && (
                                <>
                                    <Small
                                        label={words.fields.moveUp(place + 1)}
                                        isOff={place === 0}
                                        onClick={() => swap(place, place - 1)}
                                        Icon={IconArrowUp}
                                    />
                                    <Small
                                        label={words.fields.moveDown(place + 1)}
                                        isOff={place === items.length - 1}
                                        onClick={() => swap(place, place + 1)}
                                        Icon={IconArrowDown}
                                    />
                                    <Small
                                        label={words.fields.remove(place + 1)}
                                        onClick={() => write(items.toSpliced(place, 1))}
                                        Icon={IconTrash}
                                    />
                                </>
                            )}
                        </Group>
                    </div>
                </Paper>
            ))}
            {!readOnly && (
                <Button
                    variant="subtle"
                    size="compact-sm"
                    leftSection={<IconPlus size={14} />}
                    style={{ alignSelf: 'flex-start' }}
                    aria-label={words.fields.addTo(label)}
                    onClick={() => onChange(pointer, [...items, firstValue(kind)])}
                >
                    {words.fields.add}
                </Button>
            )}
        </Stack>
    );
}

interface SmallProps {
    label: string;
    isOff?: boolean;
    onClick: () => void;
    Icon: typeof IconTrash;
}

function Small({ label, isOff, onClick, Icon }: SmallProps) {
    return (
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label={label} disabled={isOff} onClick={onClick}>
            <Icon size={14} />
        </ActionIcon>
    );
}
