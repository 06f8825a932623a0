// Addresses that lead nowhere, and those that this role may not follow. Both say so and show a way on.

import { Anchor } from '@mantine/core';
import { IconCompassOff, IconLock } from '@tabler/icons-react';
import { Link, useLocation } from 'wouter';
import { EmptyState, PageHead } from '@/ui';
import { words } from '@/words';
import { useSession } from './session';
import styles from './frame.module.css';

export function NotFoundPage() {
    const [path] = useLocation();
    return (
        <div className={styles.page}>
            <PageHead title={words.shell.notFound.title} />
            <EmptyState icon={IconCompassOff} title="404" text={words.shell.notFound.text(path)}>
                <Anchor component={Link} href="/">
                    {words.shell.notFound.home}
                </Anchor>
            </EmptyState>
        </div>
    );
}

export function ForbiddenPage({ right }: { right: string }) {
    const { user } = useSession();
    const role = words.shell.roles[user?.role ?? ''] ?? user?.role ?? '';
    return (
        <div className={styles.page}>
            <PageHead title={words.shell.forbidden.title} />
            <EmptyState icon={IconLock} title={right} text={words.shell.forbidden.text(right, role)}>
                <Anchor component={Link} href="/">
                    {words.shell.forbidden.home}
                </Anchor>
            </EmptyState>
        </div>
    );
}
