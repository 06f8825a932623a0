import { words } from '@/words';
import type { Frame } from './wire';
import classes from './simulator.module.css';

const say = words.simulator;

interface Props {
    frames: readonly Frame[];
    place: number;
    changedAt: number | null;
    onLook: (place: number) => void;
}

/** Every step that was played, to go back to. */
export function Frames({ frames, place, changedAt, onLook }: Props) {
    return (
        <nav className={classes.frames} aria-label={say.frames}>
            {frames.map((frame, at) => {
                const name = at === 0 ? say.begun : say.frame(at, frame.line ?? '');
                return (
                    <button
                        key={at}
                        type="button"
                        className={classes.frame}
                        aria-current={at === place ? 'step' : undefined}
                        data-changed={at === changedAt || undefined}
                        aria-label={name}
                        title={name}
                        onClick={() => onLook(at)}
                    >
                        {at}
                    </button>
                );
            })}
        </nav>
    );
}
