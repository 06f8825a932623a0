// What one can do for oneself, wherever one is.

import { useMantineColorScheme } from '@mantine/core';
import { useMemo } from 'react';
import { useLocation } from 'wouter';
import { words } from '@/words';
import { useCommands } from './commands';
import { openKeys } from './keys_overlay';
import { logout } from './session';

const say = words.shell.me;

export function useOwnCommands() {
    const [, navigate] = useLocation();
    const { setColorScheme } = useMantineColorScheme();
    useCommands(
        useMemo(
            () =>
                [
                    { id: 'me.profile', title: say.profile, run: () => navigate('/profile') },
                    { id: 'me.light', title: say.themeOf(say.light), run: () => setColorScheme('light') },
                    { id: 'me.dark', title: say.themeOf(say.dark), run: () => setColorScheme('dark') },
                    { id: 'me.system', title: say.themeOf(say.system), run: () => setColorScheme('auto') },
                    { id: 'me.keys', title: say.keys, run: openKeys },
                    {
                        id: 'me.logout',
                        title: say.logout,
                        run: () => {
                            logout();
                            navigate('/');
                        },
                    },
                ].map((command) => ({ ...command, group: say.you, isOwn: true })),
            [navigate, setColorScheme],
        ),
    );
}
