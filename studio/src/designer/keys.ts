// The designer's keys. They work while the canvas or the outline has the focus; undo and redo wherever nobody is typing.

import type { CanvasHandle } from '@/canvas';
import { notifyFailure } from '@/ui';
import { words } from '@/words';
import type { Command } from '@/app/commands';
import {
    addNoteAt,
    beginAdding,
    duplicateSelected,
    groupSelected,
    nudge,
    outputToUse,
    removeSelected,
    selectAll,
    tidy,
} from './actions';
import type { Store } from './state';
import { first, stand, walk, walkOrder } from './walking';

export interface KeyHands {
    store: Store;
    canvas: () => CanvasHandle | null;
    /** Node ids in the order in which the outline reads. */
    order: () => string[];
    toggleView: () => void;
    save: () => void;
    publish: () => void;
}

interface Key {
    id: keyof typeof words.designer.keys;
    /** As `mod+z`, `shift+right`; several for one. */
    keys: string[];
    act: (hands: KeyHands) => void;
    /** Also while a field or a button has the focus, as long as nobody types text. */
    isEverywhere?: boolean;
}

const gridStep = 20;

export const keys: Key[] = [
    { id: 'add', keys: ['a', 'insert'], act: ({ store }) => beginAdding(store) },
    { id: 'edit', keys: ['enter', 'f2'], act: ({ store }) => store.edit() },
    { id: 'connect', keys: ['c'], act: ({ store }) => beginConnecting(store) },
    { id: 'right', keys: ['right'], act: ({ store }) => walk(store, 'right') },
    { id: 'left', keys: ['left'], act: ({ store }) => walk(store, 'left') },
    { id: 'up', keys: ['up'], act: ({ store }) => walk(store, 'up') },
    { id: 'down', keys: ['down'], act: ({ store }) => walk(store, 'down') },
    { id: 'next', keys: ['pagedown'], act: ({ store, order }) => walkOrder(store, order(), 1) },
    { id: 'previous', keys: ['pageup'], act: ({ store, order }) => walkOrder(store, order(), -1) },
    { id: 'first', keys: ['home'], act: ({ store }) => goFirst(store) },
    { id: 'remove', keys: ['delete', 'backspace'], act: ({ store }) => removeSelected(store) },
    { id: 'undo', keys: ['mod+z'], act: ({ store }) => store.undo(), isEverywhere: true },
    { id: 'redo', keys: ['mod+y', 'mod+shift+z'], act: ({ store }) => store.redo(), isEverywhere: true },
    { id: 'duplicate', keys: ['mod+d'], act: ({ store }) => duplicateSelected(store) },
    { id: 'all', keys: ['mod+a'], act: ({ store }) => selectAll(store) },
    { id: 'group', keys: ['g'], act: ({ store }) => groupSelected(store) },
    { id: 'note', keys: ['n'], act: ({ store, canvas }) => addNoteAt(store, canvas()?.middle() ?? [0, 0]) },
    { id: 'moveRight', keys: ['shift+right'], act: ({ store }) => nudge(store, gridStep, 0) },
    { id: 'moveLeft', keys: ['shift+left'], act: ({ store }) => nudge(store, -gridStep, 0) },
    { id: 'moveUp', keys: ['shift+up'], act: ({ store }) => nudge(store, 0, -gridStep) },
    { id: 'moveDown', keys: ['shift+down'], act: ({ store }) => nudge(store, 0, gridStep) },
    { id: 'fit', keys: ['f', '1'], act: ({ canvas }) => canvas()?.fit() },
    { id: 'zoomIn', keys: ['+', '='], act: ({ canvas }) => canvas()?.zoomBy(1.25) },
    { id: 'zoomOut', keys: ['-'], act: ({ canvas }) => canvas()?.zoomBy(0.8) },
    { id: 'zoomReset', keys: ['0'], act: ({ canvas }) => canvas()?.zoomTo(1) },
    { id: 'tidy', keys: ['shift+t'], act: ({ store }) => void tidy(store).catch(notifyFailure) },
    { id: 'view', keys: ['o'], act: ({ toggleView }) => toggleView() },
    { id: 'none', keys: ['escape'], act: ({ store }) => store.select({ nodes: new Set(), wire: null }) },
    { id: 'save', keys: ['mod+s'], act: ({ save }) => save(), isEverywhere: true },
    { id: 'publish', keys: ['mod+enter'], act: ({ publish }) => publish(), isEverywhere: true },
];

function beginConnecting(store: Store) {
    const node = store.only;
    const output = node === null ? null : outputToUse(store, node);
    if (node !== null && output !== null && store.readOnly === null) {
        store.set({ connecting: { node, output } });
    }
}

function goFirst(store: Store) {
    const node = first(store);
    if (node !== undefined) {
        stand(store, node, null);
    }
}

/** As the list above writes it. */
export function keyOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>): string {
    const name = event.key.replace(/^Arrow/, '').toLowerCase();
    const isSign = name.length === 1 && !/[a-z]/.test(name); // its Shift is part of the sign
    const shift = event.shiftKey && !isSign ? 'shift+' : '';
    return `${event.ctrlKey || event.metaKey ? 'mod+' : ''}${event.altKey ? 'alt+' : ''}${shift}${name}`;
}

/** True when the key was one of ours. */
export function press(hands: KeyHands, event: KeyboardEvent | React.KeyboardEvent, isHere: boolean): boolean {
    const pressed = keyOf(event);
    const found = keys.find((key) => key.keys.includes(pressed));
    if (!found || (!isHere && !found.isEverywhere)) {
        return false;
    }
    found.act(hands);
    return true;
}

/** For the command palette and the overlay of keys. */
export function commandsOf(hands: KeyHands): Command[] {
    return [
        ...keys.map(({ id, keys: [main], act }) => ({
            id: `designer.${id}`,
            title: words.designer.keys[id],
            group: words.designer.keysTitle,
            keys: main,
            run: () => act(hands),
        })),
        { id: 'designer.copy', title: words.designer.copy, group: words.designer.keysTitle, keys: 'mod+c' },
        { id: 'designer.paste', title: words.designer.paste, group: words.designer.keysTitle, keys: 'mod+v' },
    ];
}
