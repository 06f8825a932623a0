import { ActionIcon, Tooltip } from '@mantine/core';
import { IconLayoutSidebarLeftExpand } from '@tabler/icons-react';
import { words } from '@/words';
import { Palette } from './palette';
import { useKept } from './use_kept';
import classes from './designer.module.css';

export function PaletteSide({ onPick }: { onPick: (type: string) => void }) {
    const [isHidden, setHidden] = useKept('millrace.designer.palette_hidden', false);
    if (isHidden) {
        return (
            <div className={classes.folded}>
                <Tooltip label={words.designer.showPalette} position="right">
                    <ActionIcon aria-label={words.designer.showPalette} onClick={() => setHidden(false)}>
                        <IconLayoutSidebarLeftExpand size={18} />
                    </ActionIcon>
                </Tooltip>
            </div>
        );
    }
    return (
        <div className={classes.palette}>
            <Palette onPick={onPick} onCollapse={() => setHidden(true)} />
        </div>
    );
}
