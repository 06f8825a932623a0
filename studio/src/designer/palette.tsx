// All node types at the left: to drag on the canvas, or to press, which adds at what is selected.

import { ActionIcon, ScrollArea, Text, TextInput, Tooltip, UnstyledButton } from '@mantine/core';
import { IconLayoutSidebarLeftCollapse, IconSearch } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { dragMime } from '@/canvas';
import { words } from '@/words';
import { groupsFound } from './palette_items';
import { firstSentence, TypeIcon } from './type_list';
import { useStore } from './use_store';
import classes from './palette.module.css';

const nothing: string[] = [];

// One stop of the Tab key for all of them: from the field the arrows lead through the types.
function step(from: HTMLElement, by: number) {
    const nav = from.closest('nav');
    const all = [...(nav?.querySelectorAll<HTMLElement>('input, [data-type-button]') ?? [])];
    all[all.indexOf(from) + by]?.focus();
}

export function Palette({ onPick, onCollapse }: { onPick: (type: string) => void; onCollapse: () => void }) {
    const { types } = useStore();
    const [typed, setTyped] = useState('');
    const groups = useMemo(() => groupsFound(types, typed, nothing), [types, typed]);
    return (
        <nav className={classes.palette} aria-label={words.designer.palette}>
            <div className={classes.head}>
                <TextInput
                    size="xs"
                    flex={1}
                    aria-label={words.designer.findType}
                    placeholder={words.designer.findType}
                    leftSection={<IconSearch size={14} />}
                    value={typed}
                    onChange={(event) => setTyped(event.currentTarget.value)}
                    onKeyDown={(event) => {
                        if (event.key === 'ArrowDown') {
                            event.preventDefault();
                            step(event.currentTarget, 1);
                        }
                        const best = groups[0]?.types[0];
                        if (event.key === 'Enter' && typed && best) {
                            onPick(best.type);
                            setTyped('');
                        }
                    }}
                />
                <Tooltip label={words.designer.hidePalette}>
                    <ActionIcon
                        variant="subtle"
                        color="gray"
                        aria-label={words.designer.hidePalette}
                        onClick={onCollapse}
                    >
                        <IconLayoutSidebarLeftCollapse size={17} />
                    </ActionIcon>
                </Tooltip>
            </div>
            <ScrollArea flex={1} type="hover" scrollbarSize={6}>
                {groups.length === 0 && (
                    <Text size="sm" c="dimmed" p="sm">
                        {words.designer.noSuchType}
                    </Text>
                )}
                {groups.map(({ title, types: listed }) => (
                    <section key={title} aria-label={title} className={classes.group}>
                        <Text component="h3" size="xs" c="dimmed" fw={600} m={0} px={8} pb={2}>
                            {title}
                        </Text>
                        {listed.map((type) => (
                            <Tooltip
                                key={type.type}
                                label={firstSentence(type.help)}
                                position="right"
                                openDelay={500}
                                multiline
                                maw={280}
                            >
                                <UnstyledButton
                                    className={classes.type}
                                    draggable
                                    tabIndex={-1}
                                    data-type-button
                                    onKeyDown={(event) => {
                                        const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
                                        if (by) {
                                            event.preventDefault();
                                            step(event.currentTarget, by);
                                        }
                                    }}
                                    onDragStart={(event) => {
                                        event.dataTransfer.setData(dragMime, type.type);
                                        event.dataTransfer.effectAllowed = 'copy';
                                    }}
                                    onClick={() => onPick(type.type)}
                                >
                                    <TypeIcon type={type} size={16} />
                                    <span className={classes.name}>{type.title}</span>
                                </UnstyledButton>
                            </Tooltip>
                        ))}
                    </section>
                ))}
            </ScrollArea>
        </nav>
    );
}
