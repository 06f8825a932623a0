// The draft is talked to: what was said, what can be done next, what is so now. The way lights up on the canvas.

import { Alert, Button, Group, List, Text } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import { Refusal } from '@/api/request';
import { useCommands } from '@/app/commands';
import type { SideProps } from '@/designer/side';
import { showScopes } from '@/editors/scopes';
import { Failure, Loading } from '@/ui';
import { words } from '@/words';
import { Clock } from './clock';
import { Composer } from './composer';
import { Frames } from './frames';
import { Hands } from './hands';
import { Inspect } from './inspect';
import { SaidList } from './said_list';
import { SaveCase } from './save_case';
import { scopesOf } from './scopes_of';
import { looking, overlayOf, startedAgain, stepBack, withStep } from './talk';
import { useSimulation } from './use_simulation';
import type { Step } from './wire';
import classes from './simulator.module.css';

const say = words.simulator;

export function TalkPanel({ flowKey, document, paint, select, readOnly }: SideProps) {
    const simulation = useSimulation(flowKey, document);
    const { talk, change, played, isPlaying, error, changedAt } = simulation;
    const [isSaving, setSaving] = useState(false);
    const frames = useMemo(() => played?.frames ?? [], [played]);
    const last = frames.length - 1;
    const place = Math.min(talk.shown ?? last, last);
    const frame = frames[place];

    useEffect(() => {
        paint(place >= 0 ? overlayOf(document, frames, place) : null);
        showScopes(flowKey, frame ? scopesOf(frames, place) : null);
    }, [paint, document, frames, place, frame, flowKey]);
    useEffect(() => () => paint(null), [paint]);

    const act = (step: Step) => change((talk) => withStep(talk, step));
    useCommands(
        useMemo(
            () => [
                { id: 'simulator.back', title: say.back, run: () => change(stepBack) },
                { id: 'simulator.again', title: say.again, run: () => change(startedAgain) },
                { id: 'simulator.save', title: say.save, run: () => setSaving(true) },
            ],
            [change],
        ),
    );

    if (!played || !frame) {
        return (
            <div className={classes.inside}>
                {error ? <Refused error={error} onRetry={simulation.again} onShow={select} /> : <Loading />}
            </div>
        );
    }
    return (
        <div className={classes.talk} aria-busy={isPlaying}>
            <Notes {...{ error, frame, frames, changedAt, talk }} onShow={select} simulation={simulation} />
            <SaidList frames={frames.slice(0, place + 1)} />
            <div className={classes.foot}>
                <Composer frames={frames.slice(0, place + 1)} frame={frame} onStep={act} />
                <Hands frame={frame} document={document} onStep={act} />
                <Clock
                    frame={frame}
                    canGoBack={talk.steps.length > 0}
                    onStep={act}
                    onBack={() => change(stepBack)}
                    onAgain={() => change(startedAgain)}
                    onSave={readOnly ? undefined : () => setSaving(true)}
                />
            </div>
            <Frames
                frames={frames}
                place={place}
                changedAt={changedAt}
                onLook={(to) => change((talk) => looking(talk, to))}
            />
            <Inspect
                frame={frame}
                flowKey={flowKey}
                given={talk.given}
                onGiven={(given) => change((talk) => ({ ...startedAgain(talk), given }))}
                onShow={select}
            />
            {isSaving && <SaveCase flowKey={flowKey} simulated={played} onClose={() => setSaving(false)} />}
        </div>
    );
}

interface NotesProps {
    error: unknown;
    frame: { refused?: string };
    frames: readonly unknown[];
    changedAt: number | null;
    talk: { shown: number | null; steps: readonly Step[] };
    simulation: ReturnType<typeof useSimulation>;
    onShow: (node: string) => void;
}

function Notes({ error, frame, frames, changedAt, talk, simulation, onShow }: NotesProps) {
    const { change, again, forgetChange } = simulation;
    return (
        <div role="status">
            {error !== null && <Refused error={error} onRetry={again} onShow={onShow} />}
            {changedAt !== null && (
                <Alert
                    color="orange"
                    variant="light"
                    radius={0}
                    p="xs"
                    withCloseButton
                    closeButtonLabel={say.close}
                    onClose={forgetChange}
                >
                    <Group gap="xs">
                        <Text size="sm">{say.changed(changedAt)}</Text>
                        <Button
                            size="compact-xs"
                            onClick={() => change((talk) => looking(talk, Math.min(changedAt, frames.length - 1)))}
                        >
                            {say.showChange}
                        </Button>
                    </Group>
                </Alert>
            )}
            {frame.refused !== undefined && (
                <Alert color="red" variant="light" radius={0} p="xs">
                    <Group gap="xs">
                        <Text size="sm">{say.refused(frame.refused)}</Text>
                        <Button
                            size="compact-xs"
                            onClick={() =>
                                change((talk) => ({
                                    ...talk,
                                    steps: talk.steps.slice(0, frames.length - 2),
                                    shown: null,
                                }))
                            }
                        >
                            {say.takeBack}
                        </Button>
                    </Group>
                </Alert>
            )}
            {talk.shown !== null && talk.shown < frames.length - 1 && (
                <Alert color="blue" variant="light" radius={0} p="xs">
                    <Group gap="xs">
                        <Text size="sm">{say.looking(talk.shown, frames.length - 1)}</Text>
                        <Button size="compact-xs" onClick={() => change((talk) => ({ ...talk, shown: null }))}>
                            {say.toLast}
                        </Button>
                    </Group>
                </Alert>
            )}
        </div>
    );
}

interface ErrorProblem {
    severity: string;
    node: string;
    message: string;
}

/** A flow with errors cannot be played; they are listed, and lead to their nodes. */
function Refused({ error, onRetry, onShow }: { error: unknown; onRetry: () => void; onShow: (node: string) => void }) {
    const problems = error instanceof Refusal ? (error.more.problems as ErrorProblem[] | undefined) : undefined;
    const errors = problems?.filter(({ severity }) => severity === 'error') ?? [];
    if (errors.length === 0) {
        return <Failure error={error} onRetry={onRetry} />;
    }
    return (
        <Alert color="red" variant="light" radius={0} p="xs" title={say.fix}>
            <List size="sm">
                {errors.map(({ node, message }) => (
                    <List.Item key={node + message}>
                        {node && (
                            <Button size="compact-xs" variant="subtle" onClick={() => onShow(node)}>
                                {node}
                            </Button>
                        )}{' '}
                        {message}
                    </List.Item>
                ))}
            </List>
        </Alert>
    );
}
