import { Button, Stack, Text } from '@mantine/core';
import { IconBoxMultiple, IconCopy, IconCopyPlus, IconTrash } from '@tabler/icons-react';
import { useForm } from '@/fields';
import { words } from '@/words';
import { duplicateSelected, groupSelected, removeSelected } from './actions';
import { copySelected } from './clipboard';
import { useStore } from './use_store';
import classes from './designer.module.css';

/** Several are selected: what can be done with them together. */
export function ManyPanel({ count }: { count: number }) {
    const store = useStore();
    const { readOnly } = useForm();
    const things = [
        { label: words.designer.copy, Icon: IconCopy, act: () => void copySelected(store), isEdit: false },
        { label: words.designer.duplicate, Icon: IconCopyPlus, act: () => duplicateSelected(store), isEdit: true },
        { label: words.designer.group, Icon: IconBoxMultiple, act: () => groupSelected(store), isEdit: true },
        { label: words.designer.remove, Icon: IconTrash, act: () => removeSelected(store), isEdit: true },
    ];
    return (
        <div className={classes.form}>
            <Text fw={600} mb="sm">
                {words.designer.said.selected(count)}
            </Text>
            <Stack gap={6}>
                {things
                    .filter((thing) => !thing.isEdit || !readOnly)
                    .map(({ label, Icon, act }) => (
                        <Button
                            key={label}
                            variant="default"
                            justify="flex-start"
                            leftSection={<Icon size={16} />}
                            onClick={act}
                        >
                            {label}
                        </Button>
                    ))}
            </Stack>
        </div>
    );
}
