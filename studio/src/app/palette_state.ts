import { useSyncExternalStore } from 'react';

let isOpen = false;
const listeners = new Set<() => void>();

function become(open: boolean) {
    isOpen = open;
    listeners.forEach((listener) => listener());
}

export const openPalette = () => become(true);
export const closePalette = () => become(false);

export function usePaletteOpen() {
    return useSyncExternalStore(
        (listener) => {
            listeners.add(listener);
            return () => void listeners.delete(listener);
        },
        () => isOpen,
    );
}
