// The flow's name, whether it is saved and right, and what can be done with it.

import { ActionIcon, Badge, Button, Group, Menu, SegmentedControl, Text, Tooltip } from '@mantine/core';
import {
    IconArrowBackUp,
    IconArrowForwardUp,
    IconBinaryTree2,
    IconCircleCheck,
    IconDots,
    IconDownload,
    IconEraser,
    IconExclamationCircle,
    IconLayoutDistributeVertical,
    IconListTree,
    IconNote,
    IconRocket,
} from '@tabler/icons-react';
import { Link } from 'wouter';
import { useMay } from '@/app/session';
import { canRedo, canUndo, redoName, undoName } from '@/model';
import { words } from '@/words';
import { SaveMark } from './save_mark';
import type { Tab } from './tabs';
import { useDesigner, useStore } from './use_store';
import classes from './designer.module.css';

interface Props {
    tab: Tab;
    onTab: (tab: Tab) => void;
    view: 'canvas' | 'outline';
    onView: (view: 'canvas' | 'outline') => void;
    seen: number;
    onPublish: () => void;
    onTidy: () => void;
    onNote: () => void;
    onExport: () => void;
    onDiscard: () => void;
}

export function TopBar(props: Props) {
    const { tab, onTab, view, onView, seen, onPublish } = props;
    const store = useStore();
    const title = useDesigner((state) => state.history.present.title);
    const mayPublish = useMay('flow.publish');
    return (
        <header className={classes.bar}>
            <Group gap={8} wrap="nowrap" className={classes.barTitle}>
                <h1 className={classes.title} title={title}>
                    {title || store.flowKey}
                </h1>
                <Badge variant="default" radius="sm" size="sm" className={classes.version}>
                    {seen > 0 ? words.designer.basedOn(seen) : words.designer.neverPublished}
                </Badge>
                {store.readOnly === null && <SaveMark />}
            </Group>
            <SegmentedControl
                size="xs"
                aria-label={words.designer.tabs.label}
                value={tab}
                onChange={(value) => onTab(value as Tab)}
                data={(['edit', 'test', 'live', 'runs'] as const).map((value) => ({
                    value,
                    label: words.designer.tabs[value],
                }))}
            />
            <Group gap={4} wrap="nowrap" className={classes.barRight}>
                {store.readOnly === null && <UndoButtons />}
                <Tooltip label={view === 'canvas' ? words.designer.asOutline : words.designer.asCanvas}>
                    <ActionIcon
                        aria-label={view === 'canvas' ? words.designer.asOutline : words.designer.asCanvas}
                        onClick={() => onView(view === 'canvas' ? 'outline' : 'canvas')}
                    >
                        {view === 'canvas' ? <IconListTree size={18} /> : <IconBinaryTree2 size={18} />}
                    </ActionIcon>
                </Tooltip>
                <More {...props} />
                <CheckState />
                <Button size="xs" variant="default" component={Link} href={`/flows/${store.flowKey}/versions`}>
                    {words.designer.versions}
                </Button>
                {mayPublish && store.readOnly === null && (
                    <Button size="xs" variant="filled" leftSection={<IconRocket size={15} />} onClick={onPublish}>
                        {words.designer.publish.open}
                    </Button>
                )}
            </Group>
        </header>
    );
}

function UndoButtons() {
    const store = useStore();
    const history = useDesigner((state) => state.history);
    const named = (name: string | undefined) => words.designer.edits[name as keyof typeof words.designer.edits] ?? '';
    const undo = words.designer.undo(canUndo(history) ? named(undoName(history)) : '');
    const redo = words.designer.redo(canRedo(history) ? named(redoName(history)) : '');
    return (
        <>
            <Tooltip label={undo}>
                <ActionIcon aria-label={undo} disabled={!canUndo(history)} onClick={() => store.undo()}>
                    <IconArrowBackUp size={18} />
                </ActionIcon>
            </Tooltip>
            <Tooltip label={redo}>
                <ActionIcon aria-label={redo} disabled={!canRedo(history)} onClick={() => store.redo()}>
                    <IconArrowForwardUp size={18} />
                </ActionIcon>
            </Tooltip>
        </>
    );
}

function CheckState() {
    const problems = useDesigner((state) => state.problems);
    const errors = problems.filter((problem) => problem.severity === 'error').length;
    const warnings = problems.length - errors;
    const Icon = errors > 0 ? IconExclamationCircle : IconCircleCheck;
    return (
        <Text
            size="xs"
            className={classes.check}
            data-worst={errors > 0 ? 'error' : warnings > 0 ? 'warning' : undefined}
            component="span"
        >
            <Icon size={16} aria-hidden />
            {problems.length === 0 ? words.problems.allGood : words.problems.short(errors, warnings)}
        </Text>
    );
}

function More({ onTidy, onNote, onExport, onDiscard }: Props) {
    const store = useStore();
    const mayEdit = store.readOnly === null;
    return (
        <Menu position="bottom-end">
            <Menu.Target>
                <ActionIcon aria-label={words.designer.more}>
                    <IconDots size={18} />
                </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
                {mayEdit && (
                    <>
                        <Menu.Item leftSection={<IconLayoutDistributeVertical size={16} />} onClick={onTidy}>
                            {words.designer.tidy}
                        </Menu.Item>
                        <Menu.Item leftSection={<IconNote size={16} />} onClick={onNote}>
                            {words.designer.addNote}
                        </Menu.Item>
                    </>
                )}
                <Menu.Item leftSection={<IconDownload size={16} />} onClick={onExport}>
                    {words.designer.export}
                </Menu.Item>
                {mayEdit && (
                    <Menu.Item leftSection={<IconEraser size={16} />} color="red" onClick={onDiscard}>
                        {words.designer.discard}
                    </Menu.Item>
                )}
            </Menu.Dropdown>
        </Menu>
    );
}
