// Whether the server is there, always visible; when it is not, in so many words.

import { Button } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { live, useLiveState } from '@/api/live';
import { words } from '@/words';
import styles from './connection.module.css';
import sidebar from './sidebar.module.css';

const say = words.shell.connection;

export function ConnectionDot({ folded }: { folded: boolean }) {
    const state = useLiveState();
    return (
        <div className={sidebar.dot} data-state={state} role="status" aria-label={say[state]} title={say[state]}>
            <i aria-hidden />
            {!folded && <span aria-hidden>{say[state]}</span>}
        </div>
    );
}

export function ConnectionBanner() {
    const state = useLiveState();
    return (
        <div role="alert">
            {state === 'lost' && (
                <div className={styles.banner}>
                    <IconPlugConnectedX size={18} aria-hidden />
                    <span>{say.lostLong}</span>
                    <Button size="compact-sm" onClick={live.wake}>
                        {say.now}
                    </Button>
                </div>
            )}
        </div>
    );
}
