// What others do: the agent, the services that the flow calls, and who decides about an incident.

import { Autocomplete, Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useChoices } from '@/fields/choices';
import type { FlowDocument } from '@/model';
import { words } from '@/words';
import { CallForm } from './call_form';
import type { Frame, Incident, Step } from './wire';
import classes from './simulator.module.css';

const say = words.simulator;

interface Props {
    frame: Frame;
    document: FlowDocument;
    onStep: (step: Step) => void;
}

export function Hands({ frame, document, onStep }: Props) {
    const open = frame.calls.filter((call) => call.open);
    const incident = frame.may.includes('incident') ? frame.incidents.findLast((one) => one.open) : undefined;
    const isAgentsTurn = ['agent_takes', 'agent_replies', 'agent_closes', 'agent_hands_back'].some((one) =>
        frame.may.includes(one),
    );
    if (open.length === 0 && !incident && !isAgentsTurn) {
        return null;
    }
    return (
        <Stack gap={8} mb={8}>
            {open.map((call) => (
                <CallForm
                    key={call.id}
                    call={call}
                    onReply={(reply) => onStep({ do: 'http', node: call.node, reply })}
                />
            ))}
            {incident && <IncidentForm incident={incident} document={document} onStep={onStep} />}
            {isAgentsTurn && <AgentForm frame={frame} onStep={onStep} />}
        </Stack>
    );
}

function AgentForm({ frame, onStep }: Pick<Props, 'frame' | 'onStep'>) {
    const { items } = useChoices('user');
    const [who, setWho] = useState('');
    const [text, setText] = useState('');
    const [reason, setReason] = useState('');
    const may = (what: string) => frame.may.includes(what);
    const name = frame.conversation?.agent_name ?? frame.conversation?.agent;
    const reply = () => {
        if (text.trim() !== '') {
            onStep({ do: 'agent_replies', text });
            setText('');
        }
    };
    return (
        <div className={classes.card} role="group" aria-label={say.agent.title}>
            <Text size="xs" fw={600} mb={4}>
                {name ? say.agent.of(name) : say.agent.title}
            </Text>
            {may('agent_takes') && (
                <Group gap={6} wrap="nowrap">
                    <Autocomplete
                        flex={1}
                        size="xs"
                        aria-label={say.agent.name}
                        placeholder={say.agent.someone}
                        data={[...new Set(items.map((item) => item.key))]}
                        value={who}
                        onChange={setWho}
                    />
                    <Button
                        size="xs"
                        onClick={() => onStep({ do: 'agent_takes', agent: who.trim() || say.agent.someone })}
                    >
                        {say.agent.takes}
                    </Button>
                </Group>
            )}
            {may('agent_replies') && (
                <Group gap={6} wrap="nowrap">
                    <TextInput
                        flex={1}
                        size="xs"
                        aria-label={say.agent.reply}
                        placeholder={say.agent.reply}
                        value={text}
                        onChange={(event) => setText(event.currentTarget.value)}
                        onKeyDown={(event) => event.key === 'Enter' && !event.nativeEvent.isComposing && reply()}
                    />
                    <Button size="xs" onClick={reply} disabled={text.trim() === ''}>
                        {say.agent.replies}
                    </Button>
                </Group>
            )}
            {may('agent_closes') && (
                <Group gap={6} mt={6} wrap="nowrap">
                    <TextInput
                        flex={1}
                        size="xs"
                        aria-label={say.agent.reason}
                        placeholder={say.agent.resolved}
                        value={reason}
                        onChange={(event) => setReason(event.currentTarget.value)}
                    />
                    <Button
                        size="xs"
                        onClick={() => onStep({ do: 'agent_closes', reason: reason.trim() || say.agent.resolved })}
                    >
                        {say.agent.closes}
                    </Button>
                    <Button
                        size="xs"
                        disabled={!may('agent_hands_back')}
                        onClick={() => onStep({ do: 'agent_hands_back' })}
                    >
                        {say.agent.handsBack}
                    </Button>
                </Group>
            )}
        </div>
    );
}

interface IncidentProps {
    incident: Incident;
    document: FlowDocument;
    onStep: (step: Step) => void;
}

function IncidentForm({ incident, document, onStep }: IncidentProps) {
    const outputs = Object.keys((incident.node && document.nodes[incident.node]?.next) || {});
    const [output, setOutput] = useState<string | null>(outputs[0] ?? null);
    const title = say.incident.title(incident.node ?? '');
    return (
        <div className={classes.card} role="group" aria-label={title}>
            <Text size="xs" fw={600}>
                {title}
            </Text>
            <Text size="xs" mb={6}>
                {incident.message}
            </Text>
            <Group gap={6}>
                <Button size="compact-xs" onClick={() => onStep({ do: 'incident', action: 'retry' })}>
                    {say.incident.retry}
                </Button>
                <Select
                    w={120}
                    size="xs"
                    aria-label={say.incident.output}
                    data={outputs}
                    value={output}
                    onChange={setOutput}
                />
                <Button
                    size="compact-xs"
                    disabled={output === null}
                    onClick={() => output !== null && onStep({ do: 'incident', action: 'skip', output })}
                >
                    {say.incident.skip}
                </Button>
                <Button size="compact-xs" color="red" onClick={() => onStep({ do: 'incident', action: 'cancel' })}>
                    {say.incident.cancel}
                </Button>
            </Group>
        </div>
    );
}
