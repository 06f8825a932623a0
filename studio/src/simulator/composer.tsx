import { ActionIcon, Button, Group, Menu, TextInput } from '@mantine/core';
import { IconDots, IconSend } from '@tabler/icons-react';
import { useState } from 'react';
import { words } from '@/words';
import { SignalForm } from './signal_form';
import type { Frame, Step } from './wire';
import classes from './simulator.module.css';

const say = words.simulator;

interface Props {
    frames: readonly Frame[];
    frame: Frame;
    onStep: (step: Step) => void;
}

/** The customer writes or chooses; and what else can come from outside. */
export function Composer({ frames, frame, onStep }: Props) {
    const [text, setText] = useState('');
    const [isSignalling, setSignalling] = useState(false);
    const may = (what: string) => frame.may.includes(what);
    const options = may('pick') ? offered(frames) : [];
    const send = () => {
        if (text.trim() !== '') {
            onStep({ do: 'customer', text });
            setText('');
        }
    };
    return (
        <>
            {options.length > 0 && (
                <div className={classes.options} role="group" aria-label={say.options}>
                    {options.map(({ value, label }) => (
                        <Button
                            key={value}
                            size="compact-sm"
                            variant="default"
                            aria-label={say.pick(label || value)}
                            onClick={() => onStep({ do: 'pick', option: value })}
                        >
                            {label || value}
                        </Button>
                    ))}
                </div>
            )}
            <Group gap={6} wrap="nowrap" mb={8}>
                <TextInput
                    flex={1}
                    aria-label={say.write}
                    placeholder={say.write}
                    value={text}
                    disabled={!may('customer')}
                    onChange={(event) => setText(event.currentTarget.value)}
                    onKeyDown={(event) => event.key === 'Enter' && !event.nativeEvent.isComposing && send()}
                />
                <ActionIcon aria-label={say.send} disabled={!may('customer')} onClick={send} size="lg">
                    <IconSend size={17} />
                </ActionIcon>
                <Menu position="top-end">
                    <Menu.Target>
                        <ActionIcon aria-label={say.more} size="lg">
                            <IconDots size={17} />
                        </ActionIcon>
                    </Menu.Target>
                    <Menu.Dropdown>
                        <Menu.Item disabled={!may('human')} onClick={() => onStep({ do: 'human' })}>
                            {say.human}
                        </Menu.Item>
                        <Menu.Item disabled={!may('leave')} onClick={() => onStep({ do: 'leave' })}>
                            {say.leave}
                        </Menu.Item>
                        <Menu.Item disabled={!may('signal')} onClick={() => setSignalling(true)}>
                            {say.signal}
                        </Menu.Item>
                        <Menu.Item disabled={!may('cancel')} onClick={() => onStep({ do: 'cancel' })}>
                            {say.cancel}
                        </Menu.Item>
                    </Menu.Dropdown>
                </Menu>
            </Group>
            {isSignalling && <SignalForm onStep={onStep} onClose={() => setSignalling(false)} />}
        </>
    );
}

/** The options that were offered last. */
function offered(frames: readonly Frame[]) {
    const said = frames.flatMap((frame) => frame.said);
    return said.findLast((message) => (message.options?.length ?? 0) > 0)?.options ?? [];
}
