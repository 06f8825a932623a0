// Who one is: profile, theme, keys, the way out.

import { Avatar, Menu, SegmentedControl, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { IconKeyboard, IconLogout, IconUser } from '@tabler/icons-react';
import { useLocation } from 'wouter';
import { words } from '@/words';
import { openKeys } from './keys_overlay';
import { logout, useSession } from './session';
import styles from './sidebar.module.css';

const say = words.shell.me;

export function UserMenu({ folded }: { folded: boolean }) {
    const { user } = useSession();
    const [, navigate] = useLocation();
    const leave = () => {
        logout();
        navigate('/');
    };
    const name = user?.name || user?.email || '';
    return (
        <Menu position="top-start" width={220}>
            <Menu.Target>
                <UnstyledButton className={styles.me}>
                    <Avatar size={26} radius="xl" name={name} color="teal" aria-hidden />
                    <span className={folded ? 'only-heard' : styles.who}>
                        <span>{name}</span>
                        <small>{words.shell.roles[user?.role ?? ''] ?? user?.role}</small>
                    </span>
                    <span className="only-heard">{say.label}</span>
                </UnstyledButton>
            </Menu.Target>
            <Menu.Dropdown>
                <Menu.Label>{user?.email}</Menu.Label>
                <Menu.Item leftSection={<IconUser size={16} aria-hidden />} onClick={() => navigate('/profile')}>
                    {say.profile}
                </Menu.Item>
                <Menu.Item leftSection={<IconKeyboard size={16} aria-hidden />} onClick={openKeys}>
                    {say.keys}
                </Menu.Item>
                <Menu.Divider />
                <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={leave}>
                    {say.logout}
                </Menu.Item>
            </Menu.Dropdown>
        </Menu>
    );
}

export function ThemeChoice() {
    const { colorScheme, setColorScheme } = useMantineColorScheme();
    return (
        <SegmentedControl
            aria-label={say.theme}
            size="xs"
            value={colorScheme}
            onChange={(value) => setColorScheme(value as typeof colorScheme)}
            data={[
                { value: 'light', label: say.light },
                { value: 'dark', label: say.dark },
                { value: 'auto', label: say.system },
            ]}
        />
    );
}
