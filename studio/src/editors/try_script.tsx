import { Button, Code, Group, Stack, Text, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { pointers } from '@/model';
import { Failure } from '@/ui';
import { words } from '@/words';
import { runScript, type ScriptRun } from './language_api';
import { useScopes } from './scopes';

const say = words.editors.lua;

interface Props {
    flowKey: string;
    name: string;
    code: string;
    wired: string[];
}

/** Runs the script once in its sandbox with the variables that are given; what it asks for is told and not done. */
export function TryScript({ flowKey, name, code, wired }: Props) {
    const scopes = useScopes(flowKey);
    const [vars, setVars] = useState(() => JSON.stringify(scopes?.vars ?? {}));
    const [contact, setContact] = useState('{}');
    const given = { vars: mapOf(vars), contact: mapOf(contact) };
    const run = useMutation({
        mutationFn: () => runScript({ code, ...given, ...(wired.length > 0 ? { wired } : {}) }),
        meta: { isShown: true },
    });
    const field = (label: string, value: string, write: (text: string) => void, isWrong: boolean) => (
        <Textarea
            flex={1}
            size="xs"
            label={label}
            autosize
            maxRows={6}
            value={value}
            error={isWrong ? say.varsWrong : undefined}
            onChange={(event) => write(event.currentTarget.value)}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        />
    );
    return (
        <Stack gap={6} mt={6} role="group" aria-label={say.title(name)}>
            <Group gap={6} align="flex-start">
                {field(say.vars, vars, setVars, given.vars === undefined)}
                {field(say.contact, contact, setContact, given.contact === undefined)}
            </Group>
            <Button
                size="xs"
                style={{ alignSelf: 'flex-start' }}
                disabled={!given.vars || !given.contact}
                loading={run.isPending}
                onClick={() => run.mutate()}
            >
                {say.run}
            </Button>
            <div role="status">
                {run.error && <Failure error={run.error} />}
                {run.data && <Outcome run={run.data} />}
            </div>
        </Stack>
    );
}

function Outcome({ run }: { run: ScriptRun }) {
    const { output, sets, logs, asks, waits, error, instructions } = run;
    const line = (label: string, text: string) =>
        text && (
            <Text size="xs">
                {label}: <Code>{text}</Code>
            </Text>
        );
    return (
        <>
            {error ? (
                <Text size="sm" c="red">
                    {say.failed(error.message, error.line)}
                </Text>
            ) : waits ? (
                <Text size="sm">{say.waits(waits.signals.join(', '))}</Text>
            ) : (
                <Text size="sm">{output === null ? say.noOutput : say.leaves(output)}</Text>
            )}
            {line(say.sets, Object.keys(sets).length > 0 ? JSON.stringify(sets) : '')}
            {line(say.logs, logs.join('\n'))}
            {line(say.asks, asks.map(({ effect, payload }) => `${effect} ${JSON.stringify(payload ?? {})}`).join('\n'))}
            <Text size="xs" c="dimmed">
                {say.instructions(instructions)}
            </Text>
        </>
    );
}

function mapOf(text: string): Record<string, unknown> | undefined {
    try {
        const value: unknown = text.trim() === '' ? {} : JSON.parse(text);
        return pointers.isMap(value) ? value : undefined;
    } catch {
        return undefined;
    }
}
