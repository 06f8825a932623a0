// E-mail and password; used by the login page and when a session is over.

import { Alert, Anchor, Button, Group, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useRef, useState, type FormEvent } from 'react';
import { Link } from 'wouter';
import { Refusal } from '@/api/request';
import { login } from '@/app/session';
import { sentenceOf } from '@/ui';
import { words } from '@/words';

const say = words.account.login;

function sentenceFor(error: unknown) {
    if (error instanceof Refusal && error.status === 401) {
        return say.wrong;
    }
    if (error instanceof Refusal && error.status === 429) {
        return say.tooMany(error.retryAfterS ?? 60);
    }
    return sentenceOf(error);
}

interface Props {
    email: string;
    onEmail: (email: string) => void;
}

export function LoginForm({ email, onEmail }: Props) {
    const [password, setPassword] = useState('');
    const [problem, setProblem] = useState('');
    const [isBusy, setBusy] = useState(false);
    const passwordBox = useRef<HTMLInputElement>(null);

    const submit = async (event: FormEvent) => {
        event.preventDefault();
        if (!email.trim() || !password) {
            setProblem(say.missing);
            return;
        }
        setBusy(true);
        setProblem('');
        try {
            await login(email.trim(), password);
        } catch (error) {
            setProblem(sentenceFor(error));
            setBusy(false);
            passwordBox.current?.select();
        }
    };

    return (
        <form onSubmit={(event) => void submit(event)} noValidate>
            <Stack gap="sm">
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
                    onChange={(event) => onEmail(event.currentTarget.value)}
                    data-autofocus={email ? undefined : true}
                    // A login is all that this page is for.
                    autoFocus={!email}
                />
                <PasswordInput
                    ref={passwordBox}
                    label={say.password}
                    autoComplete="current-password"
                    size="md"
                    value={password}
                    onChange={(event) => setPassword(event.currentTarget.value)}
                    visibilityToggleButtonProps={{ 'aria-label': say.show }}
                    data-autofocus={email ? true : undefined}
                />
                <Group justify="space-between" mt={4}>
                    <Anchor component={Link} href="/forgot" size="sm">
                        {say.forgot}
                    </Anchor>
                    <Button type="submit" variant="filled" size="md" loading={isBusy}>
                        {say.submit}
                    </Button>
                </Group>
            </Stack>
        </form>
    );
}
