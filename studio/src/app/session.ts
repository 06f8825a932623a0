// Who is logged in, in all tabs of this browser and on the desk's pages alike: they share what is kept under `key`.

import { useSyncExternalStore } from 'react';
import { authenticateWith, request } from '@/api/request';
import { forget, recall, remember } from './kept';

const key = 'millrace.desk.session';

export interface User {
    userId: string;
    name: string;
    email: string;
    role: string;
    teamIds?: string[];
    permissions?: string[];
}

export interface Session {
    /** `over`: the server no longer takes the token. What is on the screen stays, behind a login. */
    state: 'none' | 'open' | 'over';
    user: User | null;
    token: string | null;
}

const nobody: Session = { state: 'none', user: null, token: null };

let session = read();
const listeners = new Set<() => void>();

function read(): Session {
    const kept = recall<{ user: User; token: string }>(key);
    return kept?.token ? { state: 'open', user: kept.user, token: kept.token } : nobody;
}

function become(next: Session) {
    session = next;
    authenticateWith(next.token, expire);
    listeners.forEach((listener) => listener());
}

function expire() {
    if (session.state === 'open') {
        forget(key);
        become({ ...session, state: 'over', token: null });
    }
}

authenticateWith(session.token, expire);

// Another tab, or the desk, logged in or out.
addEventListener('storage', (event) => {
    if (event.key === key) {
        const next = read();
        become(next.state === 'none' && session.user ? { ...session, state: 'over', token: null } : next);
    }
});

export async function login(email: string, password: string) {
    const { body } = await request<{ user: User; token: string }>('POST', '/api/auth/login', {
        body: { email, password },
    });
    if (session.state === 'over' && session.user?.userId !== body.user.userId) {
        // Somebody else: nothing of what stands on this screen is his.
        remember(key, body);
        location.assign('/');
        return;
    }
    remember(key, body);
    become({ state: 'open', ...body });
}

/** Ends it here even when the server cannot be told. */
export function logout() {
    if (session.token) {
        request('POST', '/api/auth/logout', { body: {} }).catch(() => {});
    }
    forget(key);
    become(nobody);
}

/** What the server says about him now: rights may have changed since he logged in. */
export async function refreshUser() {
    const { token } = session;
    const { body } = await request<User>('GET', '/api/auth/me');
    if (token && token === session.token) {
        remember(key, { user: body, token });
        become({ state: 'open', user: body, token });
    }
}

export const currentSession = () => session;

export function onSession(listener: () => void) {
    listeners.add(listener);
    return () => void listeners.delete(listener);
}

export function useSession(): Session {
    return useSyncExternalStore(onSession, currentSession);
}

export function may(user: User | null, permission: string) {
    return Boolean(user?.permissions?.includes(permission));
}

/** Buttons of what is refused anyway are not shown; the server judges for itself. */
export function useMay(permission: string) {
    return may(useSession().user, permission);
}
