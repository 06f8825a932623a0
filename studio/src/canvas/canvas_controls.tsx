import { ActionIcon, Tooltip } from '@mantine/core';
import { IconFocusCentered, IconMinus, IconPlus } from '@tabler/icons-react';
import { Panel, useReactFlow } from '@xyflow/react';
import { words } from '@/words';
import classes from './flow_canvas.module.css';

export function CanvasControls({ onFit }: { onFit: () => void }) {
    const flow = useReactFlow();
    const buttons = [
        { label: words.designer.zoomIn, Icon: IconPlus, act: () => void flow.zoomIn({ duration: 120 }) },
        { label: words.designer.zoomOut, Icon: IconMinus, act: () => void flow.zoomOut({ duration: 120 }) },
        { label: words.designer.fit, Icon: IconFocusCentered, act: onFit },
    ];
    return (
        <Panel position="bottom-left" className={classes.controls}>
            {buttons.map(({ label, Icon, act }) => (
                <Tooltip key={label} label={label} position="right">
                    <ActionIcon variant="default" size="lg" aria-label={label} onClick={act}>
                        <Icon size={17} stroke={1.8} />
                    </ActionIcon>
                </Tooltip>
            ))}
        </Panel>
    );
}
