// Before the login, after it, and when it is over.

import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Route, Switch } from 'wouter';
import { ForgotPage } from '@/account/forgot';
import { LoginPage } from '@/account/login_page';
import { SessionOver } from '@/account/session_over';
import { live, useLiveState } from '@/api/live';
import { ConfirmHost } from '@/ui';
import { Frame } from './frame';
import { refreshUser, useSession } from './session';

export function App() {
    const { state, user } = useSession();
    const queries = useQueryClient();
    const who = user?.userId ?? null;

    useEffect(() => {
        if (state === 'open') {
            live.start();
            // Rights may have changed since he logged in. If the server cannot be asked now, he sees what he saw last.
            refreshUser().catch(() => {});
            return;
        }
        live.stop();
    }, [state]);
    // What failed while nobody was logged in, or the server was away, is asked again.
    const isLive = useLiveState() === 'live';
    useEffect(() => {
        if (state === 'open' && isLive) {
            void queries.refetchQueries({ type: 'active', predicate: (query) => query.state.status === 'error' });
        }
    }, [state, isLive, queries]);
    // What one person saw is nothing for the next.
    useEffect(() => () => queries.clear(), [who, queries]);

    if (state === 'none') {
        return (
            <Switch>
                <Route path="/forgot">
                    <ForgotPage />
                </Route>
                <Route>
                    <LoginPage />
                </Route>
            </Switch>
        );
    }
    return (
        <>
            <Frame />
            <ConfirmHost />
            {state === 'over' && <SessionOver />}
        </>
    );
}
