import { Button, Group, NumberInput, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { words } from '@/words';
import { bodyOf } from './talk';
import type { HttpCall, Reply } from './wire';
import classes from './simulator.module.css';

const say = words.simulator.call;
const failures = Object.keys(say.failures) as (keyof typeof say.failures)[];

/** An HTTP call that waits: whoever tries the flow out is the service. */
export function CallForm({ call, onReply }: { call: HttpCall; onReply: (reply: Reply) => void }) {
    const [status, setStatus] = useState<number | string>(200);
    const [text, setText] = useState('');
    const title = say.title(call.method, call.node);
    const answer = () => {
        const body = bodyOf(text);
        onReply({ status: Number(status) || 200, ...(body === undefined ? {} : { body }) });
    };
    return (
        <div className={classes.card} role="group" aria-label={title}>
            <Text size="xs" fw={600}>
                {title} · {say.open}
            </Text>
            <Text size="xs" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
                {call.url}
            </Text>
            {call.body !== undefined && call.body !== null && (
                <Text size="xs" ff="monospace" aria-label={say.sent} style={{ overflowWrap: 'anywhere' }}>
                    {typeof call.body === 'string' ? call.body : JSON.stringify(call.body)}
                </Text>
            )}
            <Group gap={6} mt={6} wrap="nowrap" align="flex-end">
                <NumberInput
                    w={76}
                    size="xs"
                    label={say.status}
                    min={100}
                    max={599}
                    allowDecimal={false}
                    value={status}
                    onChange={setStatus}
                />
                <Textarea
                    flex={1}
                    size="xs"
                    label={say.body}
                    autosize
                    minRows={1}
                    maxRows={8}
                    value={text}
                    onChange={(event) => setText(event.currentTarget.value)}
                    styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
                />
                <Button size="xs" onClick={answer}>
                    {say.answer}
                </Button>
            </Group>
            <Group gap={6} mt={6}>
                <Text size="xs" c="dimmed">
                    {say.fail}
                </Text>
                {failures.map((failure) => (
                    <Button
                        key={failure}
                        size="compact-xs"
                        variant="subtle"
                        color="red"
                        aria-label={say.failWith(say.failures[failure])}
                        onClick={() => onReply({ failure })}
                    >
                        {say.failures[failure]}
                    </Button>
                ))}
            </Group>
        </div>
    );
}
