import { Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { pointers } from '@/model';
import { words } from '@/words';
import { bodyOf } from './talk';
import type { Step } from './wire';

const say = words.simulator.signalForm;

/** A signal from outside: its name, for whom, and what it brings. */
export function SignalForm({ onStep, onClose }: { onStep: (step: Step) => void; onClose: () => void }) {
    const [name, setName] = useState('');
    const [key, setKey] = useState('');
    const [text, setText] = useState('');
    const payload = bodyOf(text);
    const isWrong = payload !== undefined && !pointers.isMap(payload);
    const send = () => {
        onStep({
            do: 'signal',
            name: name.trim(),
            ...(key.trim() ? { key: key.trim() } : {}),
            ...(pointers.isMap(payload) ? { payload } : {}),
        });
        onClose();
    };
    return (
        <Modal
            opened
            onClose={onClose}
            title={say.title}
            closeButtonProps={{ 'aria-label': words.shell.close }}
            size="sm"
        >
            <Stack gap="sm">
                <TextInput
                    label={say.name}
                    placeholder={say.nameExample}
                    value={name}
                    onChange={(event) => setName(event.currentTarget.value)}
                    data-autofocus
                />
                <TextInput label={say.key} value={key} onChange={(event) => setKey(event.currentTarget.value)} />
                <Textarea
                    label={say.payload}
                    error={isWrong ? say.payloadWrong : undefined}
                    autosize
                    minRows={2}
                    value={text}
                    onChange={(event) => setText(event.currentTarget.value)}
                />
                <Group justify="flex-end">
                    <Button variant="filled" disabled={name.trim() === '' || isWrong} onClick={send}>
                        {say.send}
                    </Button>
                </Group>
            </Stack>
        </Modal>
    );
}
