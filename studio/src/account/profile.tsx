// One's own name, password, theme, and where one is logged in.

import { Badge, Group, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { useSession } from '@/app/session';
import { ThemeChoice } from '@/app/user_menu';
import { PageHead } from '@/ui';
import { words } from '@/words';
import { NameForm } from './name_form';
import { PasswordForm } from './password_form';
import { Sessions } from './sessions';
import frame from '@/app/frame.module.css';
import styles from './profile.module.css';

const say = words.account.profile;

export function ProfilePage() {
    const { user } = useSession();
    return (
        <div className={frame.page}>
            <PageHead title={say.title} text={user?.email} />
            <div className={styles.sections}>
                <Section title={say.who}>
                    <NameForm />
                    <Text size="sm" component="div">
                        {say.role} <Badge ml={6}>{words.shell.roles[user?.role ?? ''] ?? user?.role}</Badge>
                    </Text>
                    <details>
                        <summary>{say.rights(user?.permissions?.length ?? 0)}</summary>
                        <Group gap={6} mt="xs">
                            {user?.permissions?.map((right) => (
                                <Badge key={right} color="gray" ff="monospace">
                                    {right}
                                </Badge>
                            ))}
                        </Group>
                    </details>
                </Section>
                <Section title={say.look}>
                    <ThemeChoice />
                </Section>
                <Section title={say.password}>
                    <PasswordForm />
                </Section>
                <Section title={say.sessions}>
                    <Sessions />
                </Section>
            </div>
        </div>
    );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
    return (
        <section className={styles.section}>
            <Title order={2}>{title}</Title>
            <Stack gap="sm" align="flex-start">
                {children}
            </Stack>
        </section>
    );
}
