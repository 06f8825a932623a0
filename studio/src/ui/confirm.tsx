// Asks before something that cannot be taken back: `if (await confirm({title, text, yes}))`.

import { Button, Group, Modal, Text } from '@mantine/core';
import { useSyncExternalStore } from 'react';
import { words } from '@/words';

interface Question {
    title: string;
    text: string;
    /** What the button says that does it. */
    yes: string;
    isDangerous?: boolean;
}

interface Asked extends Question {
    answer: (yes: boolean) => void;
}

let asked: Asked | null = null;
const listeners = new Set<() => void>();

function become(next: Asked | null) {
    asked = next;
    listeners.forEach((listener) => listener());
}

export function confirm(question: Question): Promise<boolean> {
    return new Promise((resolve) => {
        asked?.answer(false);
        become({
            ...question,
            answer: (yes) => {
                become(null);
                resolve(yes);
            },
        });
    });
}

/** Once, in the frame. */
export function ConfirmHost() {
    const question = useSyncExternalStore(
        (listener) => {
            listeners.add(listener);
            return () => void listeners.delete(listener);
        },
        () => asked,
    );
    return (
        <Modal
            opened={question !== null}
            onClose={() => question?.answer(false)}
            title={question?.title}
            closeButtonProps={{ 'aria-label': words.shell.close }}
            size="sm"
        >
            <Text size="md">{question?.text}</Text>
            <Group justify="flex-end" mt="lg" gap="xs">
                <Button onClick={() => question?.answer(false)}>{words.shell.cancel}</Button>
                <Button
                    variant="filled"
                    color={question?.isDangerous ? 'red' : undefined}
                    onClick={() => question?.answer(true)}
                    data-autofocus
                >
                    {question?.yes}
                </Button>
            </Group>
        </Modal>
    );
}
