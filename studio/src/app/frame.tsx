// What stands around every screen: the sidebar, what is wrong with the connection, and the screen itself.

import { useLocalStorage } from '@mantine/hooks';
import { words } from '@/words';
import { ConnectionBanner } from './connection';
import { KeysOverlay } from './keys_overlay';
import { useOwnCommands } from './own_commands';
import { CommandPalette } from './palette';
import { Routes } from './routes';
import { Sidebar } from './sidebar';
import styles from './frame.module.css';

export function Frame() {
    useOwnCommands();
    const [isFolded, setFolded] = useLocalStorage({ key: 'millrace.sidebar.folded', defaultValue: false });
    return (
        <div className={styles.frame} data-folded={isFolded || undefined}>
            <a className={styles.skip} href="#page">
                {words.shell.skip}
            </a>
            <Sidebar isFolded={isFolded} onFold={setFolded} />
            <div className={styles.column}>
                <ConnectionBanner />
                <main id="page" className={styles.main} tabIndex={-1}>
                    <Routes />
                </main>
            </div>
            <CommandPalette />
            <KeysOverlay />
        </div>
    );
}
