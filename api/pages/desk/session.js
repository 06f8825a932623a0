// Who is logged in, in all tabs of this browser, and calls in his name.

import { request } from '../shared/api.js';
import { forget, recall, remember } from '../shared/storage.js';

const key = 'millrace.desk.session';

export class Session {
    /** onExpired(): the server no longer takes the token. onElsewhere(): another tab logged in or out. */
    constructor({ onExpired, onElsewhere }) {
        this.onExpired = onExpired;
        this.#read();
        addEventListener('storage', (event) => {
            if (event.key === key) {
                this.#read();
                onElsewhere();
            }
        });
    }

    get isOpen() {
        return Boolean(this.token);
    }

    /** Buttons of what is refused anyway are not shown; the server judges for itself. */
    may(permission) {
        return Boolean(this.user?.permissions?.includes(permission));
    }

    async login(email, password) {
        const { user, token } = await request('POST', '/api/auth/login', { body: { email, password } });
        remember(key, { user, token });
        this.#read();
    }

    /** Ends it here even when the server cannot be told. */
    logout() {
        request('POST', '/api/auth/logout', { token: this.token, body: {} }).catch(() => {});
        this.#end();
    }

    expire() {
        if (this.isOpen) {
            this.#end();
            this.onExpired();
        }
    }

    async call(method, path, options = {}) {
        try {
            return await request(method, path, { ...options, token: this.token });
        } catch (problem) {
            if (problem.status === 401) {
                this.expire();
            }
            throw problem;
        }
    }

    #read() {
        const kept = recall(key);
        this.user = kept?.user ?? null;
        this.token = kept?.token ?? null;
    }

    #end() {
        forget(key);
        this.#read();
    }
}
