// Where a node's outputs lead, each with its target to choose: the way to connect without a mouse.

import { ActionIcon, Button, Group, Select, Stack, Text, TextInput, Tooltip } from '@mantine/core';
import { IconPlus, IconUnlink } from '@tabler/icons-react';
import { useState } from 'react';
import { useForm } from '@/fields';
import * as model from '@/model';
import { words } from '@/words';
import { beginAdding, connect, disconnect, namesOutputs, outputsAt, titleOf } from './actions';
import { useStore } from './use_store';
import classes from './designer.module.css';

export function OutputsTable({ id }: { id: string }) {
    const store = useStore();
    const { document, problems, readOnly } = useForm();
    const outputs = outputsAt(store, id);
    const targets = Object.keys(document.nodes).map((node) => ({ value: node, label: targetLabel(store, node) }));
    return (
        <Stack gap={8}>
            {outputs.length === 0 && !namesOutputs(store, id) && (
                <Text size="sm" c="dimmed">
                    {words.designer.noOutputs}
                </Text>
            )}
            {outputs.map((output) => {
                const pointer = model.pointers.join('/nodes', id, 'next', output.key);
                const problem = problems.find((one) => one.pointer === pointer);
                return (
                    <div key={output.key} data-pointer={pointer}>
                        <Group gap={6} wrap="nowrap" align="flex-end">
                            <Select
                                flex={1}
                                size="xs"
                                label={
                                    <span className={classes.outputName} data-kind={output.kind}>
                                        {output.key}
                                    </span>
                                }
                                aria-label={words.designer.leadsTo(output.key)}
                                description={output.title === output.key ? undefined : output.title}
                                data={targets}
                                value={output.to ?? null}
                                searchable
                                readOnly={readOnly}
                                placeholder={output.isRequired ? words.designer.notConnected : words.designer.mayStay}
                                error={problem?.message.split('\n')[0]}
                                comboboxProps={{ shadow: 'md' }}
                                onChange={(to) => to && connect(store, { node: id, output: output.key }, to)}
                            />
                            {!readOnly && (
                                <Small
                                    label={words.designer.addAfter(output.key)}
                                    Icon={IconPlus}
                                    onClick={(event) =>
                                        beginAdding(store, {
                                            from: { node: id, output: output.key },
                                            screen: { x: event.clientX - 340, y: event.clientY },
                                        })
                                    }
                                />
                            )}
                            {!readOnly && output.to !== undefined && (
                                <Small
                                    label={words.designer.disconnect(output.key)}
                                    Icon={IconUnlink}
                                    onClick={() => disconnect(store, { node: id, output: output.key })}
                                />
                            )}
                        </Group>
                    </div>
                );
            })}
            {namesOutputs(store, id) && !readOnly && <NewOutput id={id} targets={targets} />}
        </Stack>
    );
}

interface SmallProps {
    label: string;
    Icon: typeof IconPlus;
    onClick: (event: React.MouseEvent) => void;
}

function Small({ label, Icon, onClick }: SmallProps) {
    return (
        <Tooltip label={label}>
            <ActionIcon variant="subtle" color="gray" size="md" aria-label={label} onClick={onClick}>
                <Icon size={15} />
            </ActionIcon>
        </Tooltip>
    );
}

function targetLabel(store: ReturnType<typeof useStore>, node: string): string {
    const title = titleOf(store, node);
    return title === node ? node : `${title} (${node})`;
}

/** Of scripts, forks and races the author names the outputs: an output is there when it leads somewhere. */
function NewOutput({ id, targets }: { id: string; targets: { value: string; label: string }[] }) {
    const store = useStore();
    const [name, setName] = useState('');
    const [to, setTo] = useState<string | null>(null);
    return (
        <Group gap={6} wrap="nowrap" align="flex-end">
            <TextInput
                size="xs"
                flex={1}
                label={words.designer.newOutput}
                placeholder={words.designer.newOutputName}
                value={name}
                onChange={(event) => setName(event.currentTarget.value)}
            />
            <Select
                size="xs"
                flex={1}
                aria-label={words.designer.newOutputTarget}
                placeholder={words.designer.newOutputTarget}
                data={targets}
                value={to}
                searchable
                onChange={setTo}
            />
            <Button
                size="xs"
                variant="light"
                disabled={!name.trim() || to === null}
                onClick={() => {
                    if (to !== null) {
                        connect(store, { node: id, output: name.trim() }, to);
                        setName('');
                        setTo(null);
                    }
                }}
            >
                {words.designer.addOutput}
            </Button>
        </Group>
    );
}
