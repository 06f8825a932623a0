// What all parts of one canvas share. The cursor (which output the keyboard is on) is a store of its own, so that
// moving it draws two nodes and not all.

import { createContext, useContext, useSyncExternalStore } from 'react';

export type Level = 'near' | 'mid' | 'far';

export class Cursor {
    private at: { node: string; output: string | null } | null = null;
    private readonly heard = new Set<() => void>();

    move(node: string | null, output: string | null) {
        if (this.at?.node !== node || this.at?.output !== output) {
            this.at = node === null ? null : { node, output };
            this.heard.forEach((tell) => tell());
        }
    }

    outputAt(node: string): string | null {
        return this.at?.node === node ? this.at.output : null;
    }

    listen = (tell: () => void) => {
        this.heard.add(tell);
        return () => void this.heard.delete(tell);
    };
}

export interface CanvasShared {
    level: Level;
    readOnly: boolean;
    cursor: Cursor;
    /** The «+» of a wire was pressed, at this place of the screen. */
    onInsert: (wireId: string, at: { x: number; y: number }) => void;
    onRenameGroup: (id: string, title: string) => void;
    onRemoveGroup: (id: string) => void;
    onWriteNote: (id: string, text: string) => void;
    onRemoveNote: (id: string) => void;
}

const idle = () => {};
export const CanvasContext = createContext<CanvasShared>({
    level: 'near',
    readOnly: true,
    cursor: new Cursor(),
    onInsert: idle,
    onRenameGroup: idle,
    onRemoveGroup: idle,
    onWriteNote: idle,
    onRemoveNote: idle,
});

export function useCursor(node: string): string | null {
    const { cursor } = useContext(CanvasContext);
    return useSyncExternalStore(cursor.listen, () => cursor.outputAt(node));
}

export function levelAt(zoom: number): Level {
    return zoom < 0.32 ? 'far' : zoom < 0.62 ? 'mid' : 'near';
}
