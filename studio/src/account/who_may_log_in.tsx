// In the demo everybody who may log in, a press away; elsewhere how to add somebody.

import { Code, Text, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Refusal, request } from '@/api/request';
import { Failure, Loading } from '@/ui';
import { words } from '@/words';
import styles from './gate.module.css';

const say = words.account.people;

interface Demo {
    users: { email: string; role: string; teams?: string[] }[];
    password_hint?: string;
}

export function WhoMayLogIn({ onChoose }: { onChoose: (email: string) => void }) {
    const demo = useQuery({
        queryKey: ['demo'],
        queryFn: async ({ signal }) => (await request<Demo>('GET', '/api/demo', { signal })).body,
        staleTime: Infinity,
    });
    if (demo.isPending) {
        return <Loading />;
    }
    if (demo.error) {
        return demo.error instanceof Refusal && demo.error.status === 404 ? (
            <>
                <Text size="sm">{say.none}</Text>
                <Code block>{say.command}</Code>
            </>
        ) : (
            <Failure error={demo.error} onRetry={() => void demo.refetch()} />
        );
    }
    return (
        <>
            <Text size="sm" c="dimmed">
                {demo.data.password_hint || say.demo}
            </Text>
            <ul className={styles.people}>
                {demo.data.users.map(({ email, role }) => (
                    <li key={email}>
                        <UnstyledButton className={styles.person} onClick={() => onChoose(email)}>
                            <span>
                                <span className="only-heard">{say.choose} </span>
                                {email}
                            </span>
                            <span className={styles.role}>{words.shell.roles[role] ?? role}</span>
                        </UnstyledButton>
                    </li>
                ))}
            </ul>
        </>
    );
}
