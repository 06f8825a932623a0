import { Kbd } from '@mantine/core';
import { words } from '@/words';

const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);

const shown: Record<string, string> = {
    mod: isMac ? '⌘' : 'Ctrl',
    alt: isMac ? '⌥' : 'Alt',
    shift: isMac ? '⇧' : 'Shift',
    up: '↑',
    down: '↓',
    left: '←',
    right: '→',
    ...words.shell.keyNames,
};

/** `mod+k` as this keyboard writes it. */
export function KeyHint({ keys }: { keys: string }) {
    const parts = keys
        .split('+')
        .map((key) => shown[key.toLowerCase()] ?? (key.length === 1 ? key.toUpperCase() : key));
    return (
        <Kbd size="xs" style={{ whiteSpace: 'nowrap' }}>
            {parts.join(isMac ? '' : '+')}
        </Kbd>
    );
}
