import { Button, Group, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { request } from '@/api/request';
import { refreshUser, useSession } from '@/app/session';
import { notify, sentenceOf } from '@/ui';
import { words } from '@/words';

const say = words.account.profile;

export function NameForm() {
    const { user } = useSession();
    const [name, setName] = useState(user?.name ?? '');
    const save = useMutation({
        mutationFn: () => request('PATCH', '/api/users/me', { body: { name: name.trim() } }),
        onSuccess: async () => {
            await refreshUser();
            notify(say.saved);
        },
        meta: { isShown: true },
    });
    return (
        <form
            onSubmit={(event) => {
                event.preventDefault();
                save.mutate();
            }}
        >
            <Group align="flex-end" gap="xs">
                <TextInput
                    label={say.name}
                    value={name}
                    w={280}
                    autoComplete="name"
                    onChange={(event) => setName(event.currentTarget.value)}
                    error={save.error ? sentenceOf(save.error) : undefined}
                />
                <Button type="submit" loading={save.isPending} disabled={!name.trim() || name.trim() === user?.name}>
                    {say.save}
                </Button>
            </Group>
        </form>
    );
}
