import { Button, Group, Stack, Text } from '@mantine/core';
import { IconPlus, IconUnlink } from '@tabler/icons-react';
import { useForm } from '@/fields';
import { targetOf } from '@/model';
import { words } from '@/words';
import { beginAdding, disconnect, titleOf, wireOf } from './actions';
import { useStore } from './use_store';
import classes from './designer.module.css';

export function WirePanel({ id }: { id: string }) {
    const store = useStore();
    const { document, readOnly } = useForm();
    const wire = wireOf(id);
    const to = targetOf(document, wire);
    return (
        <div className={classes.form}>
            <Stack gap="sm">
                <Text fw={600}>{words.designer.wire}</Text>
                <Text size="sm">
                    {words.designer.wireFromTo(titleOf(store, wire.node), wire.output, to ? titleOf(store, to) : '–')}
                </Text>
                {!readOnly && (
                    <Group gap={6}>
                        <Button
                            variant="default"
                            leftSection={<IconPlus size={16} />}
                            onClick={() => beginAdding(store, { wire })}
                        >
                            {words.designer.insertHere}
                        </Button>
                        <Button
                            variant="default"
                            leftSection={<IconUnlink size={16} />}
                            onClick={() => disconnect(store, wire)}
                        >
                            {words.designer.removeWire}
                        </Button>
                    </Group>
                )}
            </Stack>
        </div>
    );
}
