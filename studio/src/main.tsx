import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@/app/base.css';

import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { makeClient } from '@/api/client';
import { App } from '@/app/app';
import { theme, themeKey, variables } from '@/app/theme';
import { notifyFailure } from '@/ui';

const client = makeClient(notifyFailure);
const schemes = localStorageColorSchemeManager({ key: themeKey });

// After an update of the server a part that is not loaded yet has another name: the new page knows it.
addEventListener('vite:preloadError', () => {
    const key = 'millrace.reloaded_at';
    const last = Number(sessionStorage.getItem(key) ?? 0);
    if (Date.now() - last > 60_000) {
        sessionStorage.setItem(key, String(Date.now()));
        location.reload();
    }
});

const root = document.getElementById('root');
if (!root) {
    throw new Error('expected an element #root');
}
createRoot(root).render(
    <StrictMode>
        <MantineProvider
            theme={theme}
            cssVariablesResolver={variables}
            colorSchemeManager={schemes}
            defaultColorScheme="auto"
        >
            <QueryClientProvider client={client}>
                <Notifications position="bottom-right" limit={4} />
                <App />
            </QueryClientProvider>
        </MantineProvider>
    </StrictMode>,
);
