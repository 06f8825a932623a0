// The first page anybody sees: the login, who may log in, whether the server is well, and what needs no login.

import { Anchor, Title } from '@mantine/core';
import { useEffect, useState } from 'react';
import { words } from '@/words';
import { ChatSnippet } from './chat_snippet';
import { Gate } from './gate';
import { LoginForm } from './login_form';
import { ServerNow } from './server_now';
import { WhoMayLogIn } from './who_may_log_in';
import styles from './gate.module.css';

const say = words.account;

export function LoginPage() {
    const [email, setEmail] = useState(() => new URLSearchParams(location.search).get('as') ?? '');
    useEffect(() => {
        document.title = words.shell.windowTitle(say.login.title);
    }, []);
    const choose = (chosen: string) => {
        setEmail(chosen);
        document.querySelector<HTMLInputElement>('input[autocomplete="current-password"]')?.focus();
    };
    return (
        <Gate
            beside={
                <>
                    <section className={styles.card} aria-labelledby="who">
                        <Title order={2} id="who">
                            {say.people.title}
                        </Title>
                        <WhoMayLogIn onChoose={choose} />
                    </section>
                    <section className={styles.card} aria-labelledby="server">
                        <Title order={2} id="server">
                            {say.server.title}
                        </Title>
                        <ServerNow />
                        <ul className={styles.links}>
                            <Outside href="/desk" text={say.server.desk} />
                            <Outside href="/chat/web" text={say.server.chat} />
                            <Outside href="/api/docs" text={say.server.docs} />
                            <Outside href="/api/openapi.json" text={say.server.description} />
                            <Outside href="/metrics" text={say.server.metrics} />
                            <Outside href="/readyz" text={say.server.readiness} />
                        </ul>
                    </section>
                    <section className={styles.card} aria-labelledby="embed">
                        <Title order={2} id="embed">
                            {say.snippet.title}
                        </Title>
                        <ChatSnippet />
                    </section>
                </>
            }
        >
            <Title order={1}>{say.login.title}</Title>
            <LoginForm email={email} onEmail={setEmail} />
        </Gate>
    );
}

function Outside({ href, text }: { href: string; text: string }) {
    return (
        <li>
            <Anchor href={href}>{text}</Anchor>
        </li>
    );
}
