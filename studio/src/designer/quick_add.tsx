// The list of types at the place where a node shall come: type a few letters, Enter.

import { FocusTrap, Paper, Portal, TextInput } from '@mantine/core';
import { useClickOutside } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useId, useMemo, useState } from 'react';
import { words } from '@/words';
import { groupsFound } from './palette_items';
import { TypeList } from './type_list';
import classes from './quick_add.module.css';

interface Props {
    types: Parameters<typeof groupsFound>[0];
    /** Used before in this flow: they come first while nothing is typed. */
    known: readonly string[];
    at: { x: number; y: number };
    onPick: (type: string) => void;
    onClose: () => void;
}

const width = 340;
const height = 420;

export function QuickAdd({ types, known, at, onPick, onClose }: Props) {
    const [typed, setTyped] = useState('');
    const [chosen, setChosen] = useState<string | null>(null);
    const list = useId();
    const groups = useMemo(() => groupsFound(types, typed, known), [types, typed, known]);
    const order = groups.flatMap((group) => group.types.map((type) => type.type));
    const active = chosen !== null && order.includes(chosen) ? chosen : (order[0] ?? null);
    const box = useClickOutside(onClose);
    const move = (by: number) => {
        const next = order[(order.indexOf(active ?? '') + by + order.length) % order.length];
        setChosen(next ?? null);
    };
    const keys: Record<string, () => void> = {
        ArrowDown: () => move(1),
        ArrowUp: () => move(-1),
        Home: () => setChosen(order[0] ?? null),
        End: () => setChosen(order.at(-1) ?? null),
        Enter: () => active && onPick(active),
        Escape: onClose,
    };
    const left = Math.max(8, Math.min(at.x, window.innerWidth - width - 8));
    const top = Math.max(8, Math.min(at.y, window.innerHeight - height - 8));
    return (
        <Portal>
            <FocusTrap active>
                <Paper
                    ref={box}
                    shadow="lg"
                    withBorder
                    radius="md"
                    className={classes.box}
                    style={{ left, top, width }}
                    role="dialog"
                    aria-label={words.designer.addNode}
                >
                    <TextInput
                        data-autofocus
                        role="combobox"
                        aria-label={words.designer.findType}
                        aria-expanded
                        aria-controls={list}
                        aria-activedescendant={active ? `${list}-${active}` : undefined}
                        aria-autocomplete="list"
                        placeholder={words.designer.findType}
                        leftSection={<IconSearch size={16} />}
                        m={8}
                        value={typed}
                        onChange={(event) => {
                            setTyped(event.currentTarget.value);
                            setChosen(null);
                        }}
                        onKeyDown={(event) => {
                            const act = keys[event.key];
                            if (act) {
                                event.preventDefault();
                                event.stopPropagation();
                                act();
                            }
                        }}
                    />
                    {order.length === 0 ? (
                        <div className={classes.none}>{words.designer.noSuchType}</div>
                    ) : (
                        <TypeList
                            id={list}
                            label={words.designer.types}
                            groups={groups}
                            active={active}
                            onPick={onPick}
                            onHover={setChosen}
                        />
                    )}
                </Paper>
            </FocusTrap>
        </Portal>
    );
}
