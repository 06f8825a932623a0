import { ActionIcon, Button, Group, Text, TextInput, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconDeviceFloppy, IconPlayerSkipForward, IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { words } from '@/words';
import { durationOf } from './talk';
import { timeText } from './time_text';
import type { Frame, Step } from './wire';

const say = words.simulator;

interface Props {
    frame: Frame;
    canGoBack: boolean;
    onStep: (step: Step) => void;
    onBack: () => void;
    onAgain: () => void;
    onSave?: () => void;
}

/** Time goes by only here. */
export function Clock({ frame, canGoBack, onStep, onBack, onAgain, onSave }: Props) {
    const canWait = frame.may.includes('after');
    const next = frame.next_due === null ? say.noTimer : say.nextAt(timeText(frame.next_due, frame.now));
    return (
        <>
            <Group gap={6} wrap="wrap" role="group" aria-label={say.time}>
                <Text size="xs" c="dimmed" component="span">
                    <time dateTime={frame.now}>{say.now(timeText(frame.now))}</time>
                </Text>
                <Button size="compact-xs" disabled={!canWait} onClick={() => onStep({ do: 'after', duration: '1m' })}>
                    {say.minute}
                </Button>
                <Button size="compact-xs" disabled={!canWait} onClick={() => onStep({ do: 'after', duration: '15m' })}>
                    {say.quarter}
                </Button>
                <Tooltip label={next}>
                    <Button
                        size="compact-xs"
                        leftSection={<IconPlayerSkipForward size={13} />}
                        disabled={!frame.may.includes('next')}
                        onClick={() => onStep({ do: 'next' })}
                    >
                        {say.next}
                    </Button>
                </Tooltip>
                <AnyTime disabled={!canWait} onGo={(duration) => onStep({ do: 'after', duration })} />
            </Group>
            <Group gap={6} mt={8} justify="space-between">
                <Group gap={4}>
                    <Tooltip label={say.back}>
                        <ActionIcon aria-label={say.back} disabled={!canGoBack} onClick={onBack}>
                            <IconArrowBackUp size={17} />
                        </ActionIcon>
                    </Tooltip>
                    <Tooltip label={say.again}>
                        <ActionIcon aria-label={say.again} onClick={onAgain}>
                            <IconRefresh size={17} />
                        </ActionIcon>
                    </Tooltip>
                </Group>
                {onSave && (
                    <Button size="compact-sm" leftSection={<IconDeviceFloppy size={15} />} onClick={onSave}>
                        {say.save}
                    </Button>
                )}
            </Group>
        </>
    );
}

function AnyTime({ disabled, onGo }: { disabled: boolean; onGo: (duration: string) => void }) {
    const [text, setText] = useState('');
    const duration = durationOf(text);
    const isWrong = text.trim() !== '' && duration === null;
    const go = () => {
        if (duration !== null) {
            onGo(duration);
            setText('');
        }
    };
    return (
        <Group gap={4} wrap="nowrap" align="flex-start">
            <TextInput
                w={72}
                size="xs"
                aria-label={say.duration}
                placeholder={say.durationExample}
                value={text}
                disabled={disabled}
                error={isWrong}
                title={isWrong ? say.durationWrong : undefined}
                onChange={(event) => setText(event.currentTarget.value)}
                onKeyDown={(event) => event.key === 'Enter' && go()}
            />
            <Button size="compact-xs" mt={3} disabled={disabled || duration === null} onClick={go}>
                {say.go}
            </Button>
        </Group>
    );
}
