import { Button, PasswordInput, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { request } from '@/api/request';
import { useSession } from '@/app/session';
import { notify, sentenceOf } from '@/ui';
import { words } from '@/words';

const say = words.account.profile;
const lengthMin = 8;

export function PasswordForm() {
    const { user } = useSession();
    const [current, setCurrent] = useState('');
    const [fresh, setFresh] = useState('');
    const [again, setAgain] = useState('');
    const [problem, setProblem] = useState('');
    const queries = useQueryClient();
    const change = useMutation({
        mutationFn: () => request('PATCH', '/api/users/me', { body: { password: fresh, current_password: current } }),
        onSuccess: () => {
            [setCurrent, setFresh, setAgain].forEach((set) => set(''));
            notify(say.changed);
            void queries.invalidateQueries({ queryKey: ['sessions'] });
        },
        onError: (error) => setProblem(sentenceOf(error)),
        meta: { isShown: true },
    });
    const submit = (event: FormEvent) => {
        event.preventDefault();
        const trouble = fresh.length < lengthMin ? say.short : fresh !== again ? say.unlike : '';
        setProblem(trouble);
        if (!trouble) {
            change.mutate();
        }
    };
    const eye = { 'aria-label': words.account.login.show };
    return (
        <form onSubmit={submit}>
            <input type="text" autoComplete="username" value={user?.email ?? ''} readOnly hidden />
            <Stack gap="xs" w={280}>
                <PasswordInput
                    label={say.current}
                    autoComplete="current-password"
                    value={current}
                    onChange={(event) => setCurrent(event.currentTarget.value)}
                    visibilityToggleButtonProps={eye}
                />
                <PasswordInput
                    label={say.fresh}
                    autoComplete="new-password"
                    value={fresh}
                    onChange={(event) => setFresh(event.currentTarget.value)}
                    visibilityToggleButtonProps={eye}
                />
                <PasswordInput
                    label={say.again}
                    autoComplete="new-password"
                    value={again}
                    onChange={(event) => setAgain(event.currentTarget.value)}
                    error={problem || undefined}
                    visibilityToggleButtonProps={eye}
                />
                <Button type="submit" loading={change.isPending} disabled={!current || !fresh} mt={4}>
                    {say.change}
                </Button>
            </Stack>
        </form>
    );
}
