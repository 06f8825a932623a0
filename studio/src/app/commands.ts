// What can be done from anywhere: each room registers its commands while it is on the screen.

import { useEffect, useSyncExternalStore } from 'react';

export interface Command {
    id: string;
    title: string;
    /** Under which heading the palette lists it. */
    group?: string;
    /** Shown beside it and in the overlay of keys, as `mod+z`, `shift+a`. The room itself listens for them. */
    keys?: string;
    /** About oneself, not about what is open: listed last. */
    isOwn?: boolean;
    /** Without it the command is only a line of the overlay of keys. */
    run?: () => void;
}

const registered = new Map<symbol, Command[]>();
const listeners = new Set<() => void>();
let all: Command[] = [];

function changed() {
    all = [...registered.values()].flat();
    listeners.forEach((listener) => listener());
}

/** Give a list that stays the same between draws (useMemo), or it registers anew each time. */
export function useCommands(commands: Command[]) {
    useEffect(() => {
        const token = Symbol('commands');
        registered.set(token, commands);
        changed();
        return () => {
            registered.delete(token);
            changed();
        };
    }, [commands]);
}

export function useAllCommands() {
    return useSyncExternalStore(
        (listener) => {
            listeners.add(listener);
            return () => void listeners.delete(listener);
        },
        () => all,
    );
}
