// The page of who is not logged in: one form, and what may be known without a login.

import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { words } from '@/words';
import styles from './gate.module.css';

export function Gate({ children, beside }: { children: ReactNode; beside?: ReactNode }) {
    return (
        <div className={styles.gate}>
            <main className={styles.columns}>
                <div className={styles.form}>
                    <div className={styles.brand}>
                        <img src="/assets/shared/mark.svg" alt="" width={40} height={40} />
                        <div>
                            <Text fw={700} size="xl" lh={1.2}>
                                {words.shell.title}
                            </Text>
                            <Text c="dimmed" size="sm">
                                {words.account.login.lead}
                            </Text>
                        </div>
                    </div>
                    {children}
                </div>
                {beside && <div className={styles.beside}>{beside}</div>}
            </main>
        </div>
    );
}
