import { Text } from '@mantine/core';
import { Fragment, useEffect, useRef } from 'react';
import { words } from '@/words';
import type { Frame } from './wire';
import classes from './simulator.module.css';

const say = words.simulator;

/** What was said so far, step by step. */
export function SaidList({ frames }: { frames: readonly Frame[] }) {
    const box = useRef<HTMLDivElement>(null);
    useEffect(() => {
        box.current?.scrollTo({ top: box.current.scrollHeight });
    }, [frames.length]);
    const isSilent = frames.every(({ said }) => said.length === 0);
    const { status, conversation, ended } = frames.at(-1) ?? { status: null, conversation: null, ended: null };
    return (
        <div ref={box} className={classes.said} role="log" aria-label={say.talk} tabIndex={0}>
            {frames.map((frame, place) => (
                <Fragment key={place}>
                    {frame.line !== undefined && place > 0 && <div className={classes.turn}>{frame.line}</div>}
                    {frame.said.map(({ who, author, text }, line) => (
                        <div key={line} className={classes.line} data-who={who}>
                            {who !== 'system' && <span className={classes.author}>{author || say.who[who]}</span>}
                            {text}
                        </div>
                    ))}
                </Fragment>
            ))}
            {isSilent && (
                <Text size="sm" c="dimmed">
                    {status === null ? say.conditionFailed : conversation ? say.nothingSaid : say.noConversation}
                </Text>
            )}
            {ended && (
                <Text size="xs" c="dimmed" ta="center" mt="xs">
                    {say.ended(ended.outcome)}
                </Text>
            )}
        </div>
    );
}
