import { useCallback, useState } from 'react';
import { recall, remember } from '@/app/kept';

/** A choice about the screen that this browser remembers. */
export function useKept<T>(key: string, usual: T): [T, (value: T) => void] {
    const [value, setValue] = useState<T>(() => recall<T>(key) ?? usual);
    const keep = useCallback(
        (next: T) => {
            setValue(next);
            remember(key, next);
        },
        [key],
    );
    return [value, keep];
}
