import { createContext, useContext, useSyncExternalStore } from 'react';
import type { DesignerState, Store } from './state';

export const StoreContext = createContext<Store | null>(null);

export function useStore(): Store {
    const store = useContext(StoreContext);
    if (!store) {
        throw new Error('expected a part of the designer within it');
    }
    return store;
}

/** What `look` sees; draws anew when that is another. It must not make anything new. */
export function useDesigner<T>(look: (state: DesignerState) => T): T {
    const store = useStore();
    return useSyncExternalStore(store.listen, () => look(store.get()));
}
