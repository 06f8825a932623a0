import { ActionIcon, Autocomplete, Button, Checkbox, Paper, Select, Stack, Text } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { ExpressionField } from '@/editors';
import { useChoices, useForm } from '@/fields';
import * as model from '@/model';
import { words } from '@/words';
import { first } from './walking';
import { titleOf } from './actions';
import { useStore } from './use_store';

/** What interrupts a run, wherever it stands, and where it then goes on. */
export function HooksForm() {
    const store = useStore();
    const { document, problems, readOnly } = useForm();
    const { items } = useChoices('event');
    const events = items.map((item) => item.key);
    const targets = Object.keys(document.nodes).map((id) => ({ value: id, label: `${titleOf(store, id)} (${id})` }));
    const wrong = (pointer: string) => problems.find((one) => one.pointer === pointer)?.message.split('\n')[0];
    return (
        <Stack gap="xs">
            <Text size="xs" c="dimmed">
                {words.designer.hooksAbout}
            </Text>
            {document.hooks?.map((hook, place) => {
                const pointer = `/hooks/${place}`;
                const write = (change: Partial<model.Hook>, merge?: string) =>
                    store.act('setHook', (doc) => model.setHook(doc, place, { ...hook, ...change }), merge);
                return (
                    <Paper key={place} withBorder p="xs" radius="md" data-pointer={pointer} pos="relative">
                        <Stack gap={8}>
                            <Autocomplete
                                size="xs"
                                data-pointer={`${pointer}/on`}
                                label={words.designer.hook.on}
                                data={events}
                                value={hook.on}
                                readOnly={readOnly}
                                error={wrong(`${pointer}/on`) ?? wrong(pointer)}
                                onChange={(on) => write({ on }, `hook:on:${place}`)}
                            />
                            <div data-pointer={`${pointer}/when`}>
                                <ExpressionField
                                    label={words.designer.hook.when}
                                    value={hook.when ?? ''}
                                    readOnly={readOnly}
                                    error={wrong(`${pointer}/when`)}
                                    context={{ document, nodeId: null, types: store.types }}
                                    onChange={(when) => write({ when }, `hook:when:${place}`)}
                                />
                            </div>
                            <Select
                                size="xs"
                                data-pointer={`${pointer}/to`}
                                label={words.designer.hook.to}
                                data={targets}
                                value={hook.to || null}
                                searchable
                                readOnly={readOnly}
                                error={wrong(`${pointer}/to`)}
                                onChange={(to) => write({ to: to ?? '' })}
                            />
                            <Checkbox
                                size="xs"
                                label={words.designer.hook.repeat}
                                checked={hook.repeat ?? false}
                                disabled={readOnly}
                                onChange={(event) => write({ repeat: event.currentTarget.checked })}
                            />
                        </Stack>
                        {!readOnly && (
                            <ActionIcon
                                variant="subtle"
                                color="gray"
                                pos="absolute"
                                top={6}
                                right={6}
                                aria-label={words.designer.hook.remove(place + 1)}
                                onClick={() => store.act('removeHook', (doc) => model.removeHook(doc, place))}
                            >
                                <IconTrash size={15} />
                            </ActionIcon>
                        )}
                    </Paper>
                );
            })}
            {!readOnly && (
                <Button
                    size="compact-sm"
                    variant="subtle"
                    leftSection={<IconPlus size={14} />}
                    style={{ alignSelf: 'flex-start' }}
                    onClick={() =>
                        store.act('addHook', (doc) =>
                            model.addHook(doc, { on: 'conversation.closed', to: first(store) ?? '' }),
                        )
                    }
                >
                    {words.designer.hook.add}
                </Button>
            )}
        </Stack>
    );
}
