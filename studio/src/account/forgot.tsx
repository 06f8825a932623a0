// Who forgot his password asks for a link; the mail leads to /reset.

import { Alert, Anchor, Button, Group, Stack, Text, TextInput, Title } from '@mantine/core';
import { useEffect, useState, type FormEvent } from 'react';
import { Link } from 'wouter';
import { request } from '@/api/request';
import { sentenceOf } from '@/ui';
import { words } from '@/words';
import { Gate } from './gate';

const say = words.account.forgot;

export function ForgotPage() {
    const [email, setEmail] = useState('');
    const [problem, setProblem] = useState('');
    const [isBusy, setBusy] = useState(false);
    const [sentTo, setSentTo] = useState('');
    useEffect(() => {
        document.title = words.shell.windowTitle(say.title);
    }, []);

    const submit = async (event: FormEvent) => {
        event.preventDefault();
        const address = email.trim();
        if (!address) {
            setProblem(say.missing);
            return;
        }
        setBusy(true);
        setProblem('');
        try {
            await request('POST', '/api/auth/forgot-password', { body: { email: address } });
            setSentTo(address);
        } catch (error) {
            setProblem(sentenceOf(error));
        }
        setBusy(false);
    };

    return (
        <Gate>
            <Title order={1}>{say.title}</Title>
            <div role="status">{sentTo && <Text>{say.sent(sentTo)}</Text>}</div>
            {!sentTo && (
                <form onSubmit={(event) => void submit(event)} noValidate>
                    <Stack gap="sm">
                        <Text c="dimmed">{say.text}</Text>
                        <div role="alert">
                            {problem && (
                                <Alert color="red" variant="light" p="xs">
                                    {problem}
                                </Alert>
                            )}
                        </div>
                        <TextInput
                            label={say.email}
                            type="email"
                            autoComplete="username"
                            size="md"
                            value={email}
                            onChange={(event) => setEmail(event.currentTarget.value)}
                            autoFocus
                        />
                        <Group justify="flex-end">
                            <Button type="submit" variant="filled" size="md" loading={isBusy}>
                                {say.submit}
                            </Button>
                        </Group>
                    </Stack>
                </form>
            )}
            <Anchor component={Link} href="/" size="sm">
                {say.back}
            </Anchor>
        </Gate>
    );
}
