import { ActionIcon, Badge, Collapse, Divider, Group, Stack, Text, TextInput, Textarea, Tooltip } from '@mantine/core';
import { IconHelp, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { SettingsForm, useForm } from '@/fields';
import * as model from '@/model';
import { words } from '@/words';
import { removeSelected } from './actions';
import { HelpText } from './help_text';
import { OutputsTable } from './outputs_table';
import { NodeProblems } from './node_problems';
import { TypeIcon } from './type_list';
import { useStore } from './use_store';
import { useKept } from './use_kept';
import classes from './designer.module.css';

/** A node: its name, its settings with the help beside them, where its outputs lead. */
export function NodePanel({ id }: { id: string }) {
    const store = useStore();
    const { document, readOnly } = useForm();
    const [isHelpOpen, setHelpOpen] = useKept('millrace.designer.help', false);
    const node = document.nodes[id];
    if (!node) {
        return null;
    }
    const type = store.types.get(node.type);
    return (
        <div className={classes.panel} data-help={isHelpOpen || undefined}>
            <div className={classes.form}>
                <Group gap={10} wrap="nowrap" mb="sm">
                    {type && <TypeIcon type={type} size={20} />}
                    <div style={{ flex: 1, minWidth: 0 }}>
                        <Text fw={600} truncate>
                            {node.title || type?.title || node.type}
                        </Text>
                        <Text size="xs" c="dimmed" truncate>
                            {type ? `${type.title} · ${node.type}` : words.designer.unknownTypeNamed(node.type)}
                        </Text>
                    </div>
                    {type?.help && (
                        <Tooltip label={words.designer.help}>
                            <ActionIcon
                                variant={isHelpOpen ? 'light' : 'subtle'}
                                color={isHelpOpen ? undefined : 'gray'}
                                aria-label={words.designer.help}
                                aria-expanded={isHelpOpen}
                                onClick={() => setHelpOpen(!isHelpOpen)}
                            >
                                <IconHelp size={18} />
                            </ActionIcon>
                        </Tooltip>
                    )}
                    {!readOnly && (
                        <Tooltip label={words.designer.removeNode}>
                            <ActionIcon
                                variant="subtle"
                                color="gray"
                                aria-label={words.designer.removeNode}
                                onClick={() => removeSelected(store)}
                            >
                                <IconTrash size={17} />
                            </ActionIcon>
                        </Tooltip>
                    )}
                </Group>
                <NodeProblems id={id} />
                <Stack gap="md" data-form>
                    {type ? (
                        <SettingsForm nodeId={id} type={type} />
                    ) : (
                        <Text size="sm">{words.designer.unknownTypeAbout}</Text>
                    )}
                </Stack>
                <Divider my="md" label={words.designer.outputs} labelPosition="left" />
                <OutputsTable id={id} />
                <Divider my="md" label={words.designer.aboutNode} labelPosition="left" />
                <About id={id} />
            </div>
            {type?.help && (
                <Collapse in={isHelpOpen} transitionDuration={0} className={classes.help}>
                    <Badge variant="light" mb={8}>
                        {words.designer.help}
                    </Badge>
                    <HelpText text={type.help} />
                </Collapse>
            )}
        </div>
    );
}

function About({ id }: { id: string }) {
    const store = useStore();
    const { document, readOnly } = useForm();
    const [newId, setNewId] = useState(id);
    const node = document.nodes[id];
    const isFree = newId === id || (model.isKey(newId) && !Object.hasOwn(document.nodes, newId));
    const rename = () => {
        if (newId !== id && isFree) {
            store.act('renameNode', (doc) => model.renameNode(doc, id, newId, store.types));
            store.go(newId);
        } else {
            setNewId(id);
        }
    };
    return (
        <Stack gap="sm">
            <TextInput
                label={words.designer.nodeTitle}
                data-pointer={`/nodes/${id}/title`}
                value={node?.title ?? ''}
                placeholder={store.types.get(node?.type ?? '')?.title}
                readOnly={readOnly}
                onChange={({ currentTarget: { value } }) =>
                    store.act('setTitle', (doc) => model.setTitle(doc, id, value), `title:${id}`)
                }
            />
            <TextInput
                label={words.designer.nodeId}
                description={words.designer.nodeIdAbout}
                value={newId}
                readOnly={readOnly}
                error={isFree ? undefined : words.designer.badId}
                onChange={(event) => setNewId(event.currentTarget.value)}
                onBlur={rename}
                onKeyDown={(event) => event.key === 'Enter' && rename()}
            />
            <Textarea
                label={words.designer.nodeNote}
                data-pointer={`/nodes/${id}/note`}
                autosize
                minRows={1}
                value={node?.note ?? ''}
                readOnly={readOnly}
                onChange={({ currentTarget: { value } }) =>
                    store.act('setNodeNote', (doc) => model.setNodeNote(doc, id, value), `note:${id}`)
                }
            />
        </Stack>
    );
}
