// Choosing where an output leads from a list: the keyboard's way to draw a wire.

import { FocusTrap, Paper, Portal, Text, TextInput } from '@mantine/core';
import { useClickOutside } from '@mantine/hooks';
import { useId, useState } from 'react';
import { fuzzy, type Wire } from '@/model';
import { words } from '@/words';
import { connect, titleOf } from './actions';
import { TypeIcon } from './type_list';
import { useStore } from './use_store';
import quick from './quick_add.module.css';
import classes from './type_list.module.css';

interface Props {
    from: Wire;
    at: { x: number; y: number };
    onClose: () => void;
}

export function ConnectDialog({ from, at, onClose }: Props) {
    const store = useStore();
    const [typed, setTyped] = useState('');
    const [chosen, setChosen] = useState(0);
    const list = useId();
    const box = useClickOutside(onClose);
    const all = Object.keys(store.document.nodes);
    const found = fuzzy(typed, all, (id) => `${titleOf(store, id)} ${id}`).map(({ item }) => item);
    const active = found[Math.min(chosen, found.length - 1)];
    const pick = (to: string) => {
        connect(store, from, to);
        onClose();
    };
    const move = (by: number) => setChosen((Math.min(chosen, found.length - 1) + by + found.length) % found.length);
    const press: Record<string, () => void> = {
        ArrowDown: () => move(1),
        ArrowUp: () => move(-1),
        Enter: () => active !== undefined && pick(active),
        Escape: onClose,
    };
    return (
        <Portal>
            <FocusTrap active>
                <Paper
                    ref={box}
                    withBorder
                    shadow="lg"
                    radius="md"
                    className={quick.box}
                    style={{ left: at.x, top: at.y, width: 320 }}
                    role="dialog"
                    aria-label={words.designer.connectFrom(from.output)}
                >
                    <Text size="sm" fw={500} px={12} pt={8}>
                        {words.designer.connectFrom(from.output)}
                    </Text>
                    <TextInput
                        data-autofocus
                        m={8}
                        role="combobox"
                        aria-expanded
                        aria-controls={list}
                        aria-activedescendant={active ? `${list}-${active}` : undefined}
                        aria-label={words.designer.findNode}
                        placeholder={words.designer.findNode}
                        value={typed}
                        onChange={(event) => {
                            setTyped(event.currentTarget.value);
                            setChosen(0);
                        }}
                        onKeyDown={(event) => {
                            const act = press[event.key];
                            if (act) {
                                event.preventDefault();
                                event.stopPropagation();
                                act();
                            }
                        }}
                    />
                    <div id={list} role="listbox" aria-label={words.designer.targets} className={classes.list}>
                        {found.map((id) => {
                            const type = store.types.get(store.document.nodes[id]?.type ?? '');
                            return (
                                <div
                                    key={id}
                                    id={`${list}-${id}`}
                                    role="option"
                                    aria-selected={id === active}
                                    data-active={id === active || undefined}
                                    className={classes.option}
                                    ref={(element) => {
                                        if (id === active) {
                                            element?.scrollIntoView({ block: 'nearest' });
                                        }
                                    }}
                                    onClick={() => pick(id)}
                                >
                                    {type ? <TypeIcon type={type} /> : <span />}
                                    <span className={classes.title}>{titleOf(store, id)}</span>
                                    <span className={classes.about}>{id}</span>
                                </div>
                            );
                        })}
                    </div>
                </Paper>
            </FocusTrap>
        </Portal>
    );
}
