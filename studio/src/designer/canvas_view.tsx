// The canvas with the designer's store behind it, and the keyboard.

import { Text } from '@mantine/core';
import { useEffect, useMemo, useRef, useState } from 'react';
import { type CanvasEvents, type CanvasHandle, FlowCanvas, type Overlay } from '@/canvas';
import * as model from '@/model';
import { KeyHint } from '@/ui';
import { words } from '@/words';
import { add, beginAdding, connect, disconnect, wireOf } from './actions';
import { copyInto, pasteText } from './clipboard';
import { type KeyHands, press } from './keys';
import { removeSelected } from './actions';
import { describe } from './walking';
import { useDesigner, useStore } from './use_store';
import classes from './designer.module.css';

interface Props {
    hands: KeyHands;
    overlay: Overlay | null;
    onReady: (handle: CanvasHandle) => void;
}

export function CanvasView({ hands, overlay, onReady }: Props) {
    const store = useStore();
    const document = useDesigner((state) => state.history.present);
    const problems = useDesigner((state) => state.problems);
    const outcomes = useDesigner((state) => state.outcomes);
    const selection = useDesigner((state) => state.selection);
    const wish = useDesigner((state) => state.revealWish);
    const box = useRef<HTMLDivElement>(null);
    const [handle, setHandle] = useState<CanvasHandle | null>(null);
    const [isKeyed, setKeyed] = useState(false);
    useEffect(() => {
        if (wish.node !== null && wish.count > 0) {
            handle?.reveal(wish.node);
        }
    }, [wish, handle]);
    useEffect(() => {
        box.current?.focus({ preventScroll: true });
    }, []);

    const events = useMemo((): Partial<CanvasEvents> => eventsOf(store, () => box.current?.focus()), [store]);
    const onlySelected = store.only;
    const isEmpty = Object.keys(document.nodes).length === 0;
    return (
        <div
            ref={box}
            className={classes.canvas}
            data-canvas-focus
            data-nodes={Object.keys(document.nodes).length}
            data-focused={isKeyed || undefined}
            role="application"
            aria-roledescription={words.designer.canvas}
            aria-label={words.designer.canvasAbout(document.title, Object.keys(document.nodes).length)}
            aria-describedby="designer-where"
            tabIndex={0}
            onFocus={(event) => setKeyed(event.target === event.currentTarget && event.relatedTarget !== null)}
            onBlur={() => setKeyed(false)}
            onPointerDown={() => setKeyed(false)}
            onKeyDown={(event) => {
                setKeyed(event.target === event.currentTarget);
                if (isIn(event) && press(hands, event, true)) {
                    event.preventDefault();
                    event.stopPropagation();
                }
            }}
            onCopy={(event) => {
                if (isIn(event) && copyInto(store, event.clipboardData)) {
                    event.preventDefault();
                }
            }}
            onCut={(event) => {
                if (isIn(event) && store.readOnly === null && copyInto(store, event.clipboardData)) {
                    event.preventDefault();
                    removeSelected(store);
                }
            }}
            onPaste={(event) => {
                const text = event.clipboardData.getData('text/plain');
                if (isIn(event) && pasteText(store, text, handle?.middle() ?? [0, 0])) {
                    event.preventDefault();
                }
            }}
        >
            <span id="designer-where" className="only-heard">
                {onlySelected === null ? words.designer.nothingSelected : describe(store, onlySelected, null)}
            </span>
            <FlowCanvas
                document={document}
                types={store.types}
                outcomes={outcomes}
                problems={problems}
                overlay={overlay}
                selection={selection}
                cursor={store.cursor}
                readOnly={store.readOnly !== null}
                onReady={(next) => {
                    setHandle(next);
                    onReady(next);
                }}
                {...events}
            />
            {isEmpty && store.readOnly === null && (
                <div className={classes.empty}>
                    <Text fw={600} size="lg">
                        {words.designer.empty.title}
                    </Text>
                    <Text c="dimmed" size="sm">
                        {words.designer.empty.before} <KeyHint keys="a" /> {words.designer.empty.after}
                    </Text>
                </div>
            )}
        </div>
    );
}

// Keys of a field inside the canvas (a note, a group's title) are the field's.
function isIn(event: React.SyntheticEvent): boolean {
    const { target } = event;
    return target instanceof Element && !target.closest('input, textarea, [contenteditable=true], [role=dialog]');
}

function eventsOf(store: ReturnType<typeof useStore>, focus: () => void): Partial<CanvasEvents> {
    return {
        onSelect: (selection) => {
            store.select(selection);
            focus();
        },
        onMove: (nodes, notes) =>
            store.act('move', (document) =>
                Object.entries(notes).reduce(
                    (so_far, [id, at]) => model.moveNote(so_far, id, at),
                    model.moveNodes(document, nodes),
                ),
            ),
        onConnect: (from, to) => connect(store, from, to),
        onDisconnect: (from) => disconnect(store, from),
        onDropWire: (from, { at, screen }) => beginAdding(store, { from, at, screen }),
        onDropType: (type, { at }, wire) => add(store, type, wire ? { wire: wireOf(wire) } : { at }),
        onInsert: (wire, screen) => beginAdding(store, { wire: wireOf(wire), screen }),
        onOpen: (node) => {
            store.go(node);
            store.edit();
        },
        onPaneMenu: ({ at, screen }) => beginAdding(store, { at, screen }),
        onRenameGroup: (id, title) => store.act('renameGroup', (document) => model.renameGroup(document, id, title)),
        onRemoveGroup: (id) => store.act('removeGroup', (document) => model.removeGroup(document, id)),
        onWriteNote: (id, text) => store.act('setNote', (document) => model.setNote(document, id, text)),
        onRemoveNote: (id) => store.act('removeNote', (document) => model.removeNote(document, id)),
    };
}
