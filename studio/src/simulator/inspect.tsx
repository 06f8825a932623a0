// What is so at the step that is looked at.

import { Badge, Button, Tabs, Text, Textarea } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { words } from '@/words';
import { variablesOf } from './talk';
import { timeText } from './time_text';
import type { Frame } from './wire';
import classes from './simulator.module.css';

const say = words.simulator;

interface Props {
    frame: Frame;
    flowKey: string;
    given: string;
    onGiven: (given: string) => void;
    onShow: (node: string) => void;
}

export function Inspect({ frame, flowKey, given, onGiven, onShow }: Props) {
    return (
        <Tabs defaultValue="vars" className={classes.inside} aria-label={say.inspect} variant="outline">
            <Tabs.List mb={8}>
                <Tabs.Tab value="vars">{say.inside.vars}</Tabs.Tab>
                <Tabs.Tab value="conversation">{say.inside.conversation}</Tabs.Tab>
                <Tabs.Tab value="run">{say.inside.run}</Tabs.Tab>
                <Tabs.Tab value="given">{say.inside.given}</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="vars">
                <Variables frame={frame} flowKey={flowKey} />
            </Tabs.Panel>
            <Tabs.Panel value="conversation">
                <Conversation frame={frame} />
            </Tabs.Panel>
            <Tabs.Panel value="run">
                <RunFacts frame={frame} flowKey={flowKey} onShow={onShow} />
            </Tabs.Panel>
            <Tabs.Panel value="given">
                <Given given={given} onGiven={onGiven} />
            </Tabs.Panel>
        </Tabs>
    );
}

function Variables({ frame, flowKey }: { frame: Frame; flowKey: string }) {
    const variables = variablesOf(frame);
    const title = frame.flow && frame.flow !== flowKey ? say.varsOf(frame.flow) : undefined;
    if (variables.length === 0) {
        return <Nothing text={say.noVariables} />;
    }
    return (
        <>
            {title && (
                <Text size="xs" c="dimmed">
                    {title}
                </Text>
            )}
            <table className={classes.facts} aria-label={title ?? say.inside.vars}>
                <tbody>
                    {variables.map(({ name, value, isChanged, isGone }) => (
                        <tr key={name} data-changed={isChanged || undefined}>
                            <th scope="row">{name}</th>
                            <td>
                                {isGone ? say.gone : JSON.stringify(value)}
                                {isChanged && !isGone && (
                                    <Badge ml={6} size="xs" color="yellow" variant="light">
                                        {say.changedHere}
                                    </Badge>
                                )}
                            </td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </>
    );
}

function Conversation({ frame }: { frame: Frame }) {
    const { conversation } = frame;
    if (!conversation) {
        return <Nothing text={say.noConversation} />;
    }
    const { facts } = say;
    const fields = Object.entries(conversation.fields ?? {}).map(
        ([name, value]) => `${name} = ${JSON.stringify(value)}`,
    );
    const rows: [string, string][] = [
        [facts.status, conversation.status],
        [facts.owner, conversation.owner],
        [facts.queue, conversation.queue ?? ''],
        [facts.priority, conversation.priority == null ? '' : String(conversation.priority)],
        [facts.agent, conversation.agent_name ?? conversation.agent ?? ''],
        [facts.tags, conversation.tags.join(', ')],
        [facts.fields, fields.join('\n')],
        [facts.notes, conversation.notes.join('\n')],
        [facts.reason, conversation.closed_reason ?? ''],
    ];
    return (
        <table className={classes.facts} aria-label={say.inside.conversation}>
            <tbody>
                {rows.map(([name, value]) => (
                    <tr key={name}>
                        <th scope="row">{name}</th>
                        <td>{value || say.nothing}</td>
                    </tr>
                ))}
            </tbody>
        </table>
    );
}

interface RunProps {
    frame: Frame;
    flowKey: string;
    onShow: (node: string) => void;
}

function RunFacts({ frame, flowKey, onShow }: RunProps) {
    const isOwn = (flow: string | undefined) => flow === undefined || flow === flowKey;
    return (
        <>
            <Section title={say.stands} empty={say.standsNowhere}>
                {frame.at.map(({ node, flow, until }) => (
                    <li key={`${flow ?? ''}/${node}`}>
                        {isOwn(flow) ? (
                            <Button size="compact-xs" variant="subtle" onClick={() => onShow(node)}>
                                {node}
                            </Button>
                        ) : (
                            `${node} ${say.inFlow(flow ?? '')}`
                        )}{' '}
                        {until && say.until(timeText(until, frame.now))}
                    </li>
                ))}
            </Section>
            <Section title={say.incidents}>
                {frame.incidents.map(({ node, code, message }, place) => (
                    <li key={place}>
                        {node} {code}: {message}
                    </li>
                ))}
            </Section>
            <Section title={say.calls}>
                {frame.calls.map(({ id, node, method, url }) => (
                    <li key={id}>
                        {node}: {method} {url}
                    </li>
                ))}
            </Section>
            <Section title={say.events}>
                {frame.events.map(({ name, key, payload }, place) => (
                    <li key={place}>
                        {name} {key} {payload == null ? '' : JSON.stringify(payload)}
                    </li>
                ))}
            </Section>
            <Section title={say.runs}>
                {frame.runs.map(({ flow, status, outcome }, place) => (
                    <li key={place}>
                        {flow}: {status} {outcome}
                    </li>
                ))}
            </Section>
            <Section title={say.trouble}>
                {frame.trouble.map((text, place) => (
                    <li key={place}>{text}</li>
                ))}
            </Section>
        </>
    );
}

function Section({ title, empty, children }: { title: string; empty?: string; children: ReactNode[] }) {
    if (children.length === 0 && empty === undefined) {
        return null;
    }
    return (
        <section>
            <Text size="xs" fw={600} component="h3" m={0}>
                {title}
            </Text>
            {children.length === 0 ? <Nothing text={empty ?? ''} /> : <ul className={classes.list}>{children}</ul>}
        </section>
    );
}

function Given({ given, onGiven }: { given: string; onGiven: (given: string) => void }) {
    const [text, setText] = useState(given);
    return (
        <>
            <Textarea
                label={say.given}
                description={say.givenHelp}
                autosize
                minRows={2}
                maxRows={10}
                value={text}
                onChange={(event) => setText(event.currentTarget.value)}
                styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 12 } }}
            />
            <Button mt={6} size="compact-sm" disabled={text === given} onClick={() => onGiven(text)}>
                {say.apply}
            </Button>
        </>
    );
}

function Nothing({ text }: { text: string }) {
    return (
        <Text size="xs" c="dimmed">
            {text}
        </Text>
    );
}
