// All keys that do something here and now, at a press of "?".

import { Modal, Table, Title } from '@mantine/core';
import { useEffect, useSyncExternalStore } from 'react';
import { KeyHint } from '@/ui';
import { words } from '@/words';
import { useAllCommands } from './commands';

const say = words.shell.keys;

let isOpen = false;
const listeners = new Set<() => void>();

function become(open: boolean) {
    isOpen = open;
    listeners.forEach((listener) => listener());
}

export const openKeys = () => become(true);

function isTyping(target: EventTarget | null) {
    return (
        target instanceof HTMLElement &&
        (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
    );
}

const everywhere = [
    { id: 'palette', title: say.palette, keys: 'mod+k' },
    { id: 'overlay', title: say.overlay, keys: '?' },
    { id: 'close', title: say.close, keys: 'escape' },
];

export function KeysOverlay() {
    const open = useSyncExternalStore(
        (listener) => {
            listeners.add(listener);
            return () => void listeners.delete(listener);
        },
        () => isOpen,
    );
    useEffect(() => {
        const onKey = (event: KeyboardEvent) => {
            if (event.key === '?' && !event.defaultPrevented && !isTyping(event.target)) {
                event.preventDefault();
                become(!isOpen);
            }
        };
        addEventListener('keydown', onKey);
        return () => removeEventListener('keydown', onKey);
    }, []);
    const here = useAllCommands().filter(({ keys }) => keys);
    return (
        <Modal
            opened={open}
            onClose={() => become(false)}
            title={say.title}
            size="md"
            closeButtonProps={{ 'aria-label': words.shell.close }}
        >
            {here.length > 0 && <Keys title={say.here} lines={here} />}
            <Keys title={say.everywhere} lines={everywhere} />
        </Modal>
    );
}

function Keys({ title, lines }: { title: string; lines: { id: string; title: string; keys?: string }[] }) {
    return (
        <>
            <Title order={3} mt="sm" mb={4}>
                {title}
            </Title>
            <Table verticalSpacing={5}>
                <Table.Tbody>
                    {lines.map((line) => (
                        <Table.Tr key={line.id}>
                            <Table.Td>{line.title}</Table.Td>
                            <Table.Td ta="right">
                                <KeyHint keys={line.keys ?? ''} />
                            </Table.Td>
                        </Table.Tr>
                    ))}
                </Table.Tbody>
            </Table>
        </>
    );
}
