// Keeps a page up to date: over a WebSocket when there is one, else by asking every two seconds.
//
// Frames only make things fast. Truth comes from `sync`, which runs after every (re)connect, so that a frame
// lost in between costs nothing.

import { backoffMs } from './backoff.js';

const helloWithinMs = 6_000;
const pollEveryMs = 2_000;
const pingEveryMs = 25_000;

const closeCode = { tokenRefused: 4401, forbidden: 4403, tooSlow: 4408, restarting: 1012 };

export class Live {
    /**
     * url(): where to connect · sync(): fetch what is new, may throw · onFrame(frame) · onHello(send, frame)
     * onState('connecting'|'live'|'polling'|'offline') · onRefused(code): the token is no longer good.
     */
    constructor({ url, sync, onFrame, onState, onRefused, onHello = () => {} }) {
        Object.assign(this, { url, sync, onFrame, onState, onRefused, onHello });
        this.state = '';
        this.attempt = 0;
        this.isStopped = false;
        this.wake = this.wake.bind(this);
    }

    start() {
        addEventListener('online', this.wake);
        document.addEventListener('visibilitychange', this.wake);
        this.#become('connecting');
        this.#connect();
    }

    stop() {
        this.isStopped = true;
        removeEventListener('online', this.wake);
        document.removeEventListener('visibilitychange', this.wake);
        clearTimeout(this.retryTimer);
        this.#stopPolling();
        this.#drop();
    }

    /** Says whether the frame went out; typing and the like may simply be lost. */
    send(frame) {
        if (this.state !== 'live' || this.socket?.readyState !== WebSocket.OPEN) {
            return false;
        }
        this.socket.send(JSON.stringify(frame));
        return true;
    }

    /** The person or the network came back: look now instead of when the timer says so. */
    wake() {
        if (this.isStopped || document.visibilityState === 'hidden') {
            return;
        }
        if (this.state === 'live') {
            this.#syncOnce();
        } else if (!this.socket) {
            clearTimeout(this.retryTimer);
            this.#connect();
        }
    }

    #connect() {
        const socket = new WebSocket(this.url());
        this.socket = socket;
        const helloTimer = setTimeout(() => this.#lost(socket), helloWithinMs);
        socket.onmessage = ({ data }) => {
            const frame = parse(data);
            this.heardAt = Date.now();
            if (frame?.type === 'hello') {
                clearTimeout(helloTimer);
                this.#greeted(frame);
            } else if (frame?.type === 'pong') {
                this.answersPings = true;
            } else if (frame?.type === 'resync') {
                this.#syncOnce();
            } else if (frame) {
                this.onFrame(frame);
            }
        };
        socket.onclose = ({ code }) => {
            clearTimeout(helloTimer);
            this.#lost(socket, code);
        };
    }

    #greeted(frame) {
        this.attempt = 0;
        this.#stopPolling();
        this.#become('live');
        this.onHello((reply) => this.send(reply), frame);
        this.#syncOnce();
        clearInterval(this.pingTimer);
        this.pingTimer = setInterval(() => this.#ping(), pingEveryMs);
    }

    #ping() {
        if (this.answersPings && Date.now() - this.heardAt > 2 * pingEveryMs + 1000) {
            this.#lost(this.socket);  // Half open: the network forgot us without a word.
        } else {
            this.send({ type: 'ping' });
        }
    }

    #lost(socket, code) {
        if (this.isStopped || socket !== this.socket) {
            return;
        }
        this.#drop();
        if (code === closeCode.tokenRefused || code === closeCode.forbidden) {
            this.stop();
            this.onRefused(code);
            return;
        }
        const isPlanned = code === closeCode.tooSlow || code === closeCode.restarting;
        const waitMs = isPlanned && this.attempt === 0 ? 500 : backoffMs(this.attempt);
        this.attempt += 1;
        this.#startPolling();
        this.retryTimer = setTimeout(() => this.#connect(), waitMs);
    }

    #drop() {
        clearInterval(this.pingTimer);
        const socket = this.socket;
        this.socket = null;
        this.answersPings = false;
        if (socket) {
            socket.onmessage = socket.onclose = null;
            socket.close();
        }
    }

    #startPolling() {
        if (this.isPolling) {
            return;
        }
        this.isPolling = true;
        const round = async () => {
            const works = await this.#syncOnce();
            if (this.isPolling) {
                this.#become(works ? 'polling' : 'offline');
                this.pollTimer = setTimeout(round, pollEveryMs);
            }
        };
        round();
    }

    #stopPolling() {
        this.isPolling = false;
        clearTimeout(this.pollTimer);
    }

    async #syncOnce() {
        try {
            await this.sync();
            return true;
        } catch (problem) {
            if (problem.status === 401) {
                this.stop();
                this.onRefused(closeCode.tokenRefused);
            }
            return false;
        }
    }

    #become(state) {
        if (state !== this.state) {
            this.state = state;
            this.onState(state);
        }
    }
}

function parse(data) {
    try {
        return JSON.parse(data);
    } catch {
        return null;
    }
}
