import { Text, Tooltip } from '@mantine/core';
import { IconCloudCheck, IconCloudOff, IconCloudUp, IconExclamationCircle, IconGitMerge } from '@tabler/icons-react';
import { saveWords } from './keeper';
import type { SaveState } from './state';
import { useDesigner } from './use_store';
import classes from './designer.module.css';

const icons: Record<SaveState['kind'], typeof IconCloudCheck> = {
    saved: IconCloudCheck,
    waiting: IconCloudUp,
    saving: IconCloudUp,
    offline: IconCloudOff,
    refused: IconExclamationCircle,
    conflict: IconGitMerge,
};

/** Whether the draft is on the server, and if not, why. */
export function SaveMark() {
    const save = useDesigner((state) => state.save);
    const Icon = icons[save.kind];
    const isWrong = save.kind === 'offline' || save.kind === 'refused' || save.kind === 'conflict';
    const text = saveWords(save);
    return (
        <Tooltip label={text} multiline maw={360}>
            <Text
                role="status"
                size="xs"
                c={isWrong ? 'var(--mantine-color-orange-light-color)' : 'dimmed'}
                className={classes.save}
                data-save={save.kind}
            >
                <Icon size={15} aria-hidden />
                <span className={classes.saveText}>{text}</span>
            </Text>
        </Tooltip>
    );
}
