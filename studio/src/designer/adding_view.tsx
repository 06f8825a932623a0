// The lists that open over the canvas: of types to add, of nodes to connect with.

import { type CanvasHandle, placesOf } from '@/canvas';
import { useMemo } from 'react';
import { add } from './actions';
import { ConnectDialog } from './connect_dialog';
import { QuickAdd } from './quick_add';
import type { Adding as AddingState } from './state';
import { useDesigner, useStore } from './use_store';

export function Adding({ handle }: { handle: () => CanvasHandle | null }) {
    const store = useStore();
    const adding = useDesigner((state) => state.adding);
    const connecting = useDesigner((state) => state.connecting);
    const document = useDesigner((state) => state.history.present);
    const known = useMemo(() => mostUsed(document.nodes), [document.nodes]);
    const back = () => {
        store.set({ adding: null, connecting: null });
        globalThis.document.querySelector<HTMLElement>('[data-canvas-focus]')?.focus({ preventScroll: true });
    };
    const spot = (node: string | undefined) => {
        const place = node === undefined ? undefined : placesOf(document)[node];
        const at = place && handle()?.screenOf([place[0] + 240, place[1] + 40]);
        return at ?? { x: window.innerWidth / 2 - 170, y: 140 };
    };
    if (adding) {
        const at = adding.screen ?? spot(nodeOf(adding));
        return (
            <QuickAdd
                types={store.types}
                known={known}
                at={at}
                onClose={back}
                onPick={(type) => {
                    add(store, type, adding);
                    back();
                }}
            />
        );
    }
    return connecting ? <ConnectDialog from={connecting} at={spot(connecting.node)} onClose={back} /> : null;
}

function nodeOf({ from, wire }: AddingState): string | undefined {
    return from?.node ?? wire?.node;
}

function mostUsed(nodes: Record<string, { type: string }>): string[] {
    const counts = new Map<string, number>();
    for (const { type } of Object.values(nodes)) {
        counts.set(type, (counts.get(type) ?? 0) + 1);
    }
    return [...counts]
        .filter(([, count]) => count > 1)
        .sort(([, a], [, b]) => b - a)
        .map(([type]) => type);
}
