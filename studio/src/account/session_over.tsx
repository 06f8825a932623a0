// The server no longer takes the token, but what was typed must not be lost: the login stands before the open screen.

import { Anchor, Modal, Text } from '@mantine/core';
import { useState } from 'react';
import { logout, useSession } from '@/app/session';
import { words } from '@/words';
import { LoginForm } from './login_form';

const say = words.account.login;

export function SessionOver() {
    const { user } = useSession();
    const [email, setEmail] = useState(user?.email ?? '');
    return (
        <Modal
            opened
            onClose={() => {}}
            withCloseButton={false}
            closeOnEscape={false}
            closeOnClickOutside={false}
            title={say.over}
            size="sm"
        >
            <Text size="sm" c="dimmed" mb="sm">
                {say.overText}
            </Text>
            <LoginForm email={email} onEmail={setEmail} />
            <Anchor component="button" type="button" size="sm" mt="sm" onClick={logout}>
                {say.leave}
            </Anchor>
        </Modal>
    );
}
