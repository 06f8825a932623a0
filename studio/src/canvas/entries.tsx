import { IconAlertTriangle, IconBolt, IconFlag, IconHandStop } from '@tabler/icons-react';
import { words } from '@/words';
import type { Entry } from './elements';
import classes from './step_view.module.css';

const icons = { start: IconFlag, hook: IconBolt, error: IconAlertTriangle, cancel: IconHandStop };

/** The ways into a node that are no wires: the start, hooks, on_error, on_cancel. */
export function Entries({ entries }: { entries: Entry[] }) {
    return (
        <div className={classes.entries}>
            {entries.map((entry, place) => {
                const Icon = icons[entry.kind];
                return (
                    <span key={place} className={classes.entry} data-kind={entry.kind}>
                        <Icon size={13} stroke={2} aria-hidden />
                        {entry.event ?? words.designer.entries[entry.kind]}
                    </span>
                );
            })}
        </div>
    );
}
