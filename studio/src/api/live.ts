// Hears what happens, over one WebSocket for the whole studio. A lost connection comes back by itself, asks for what was
// missed after the last cursor, and says `resync` for a topic of which the server no longer knows that.

import { useEffect, useRef, useSyncExternalStore } from 'react';
import { Refusal, request } from './request';

export interface Frame {
    type: string;
    topic?: string;
    cursor?: string;
    at?: string;
    [member: string]: unknown;
}

export interface Listener {
    onFrame: (frame: Frame) => void;
    /** Something may have been missed: ask for the whole state. */
    onResync?: () => void;
}

/** `off`: nobody is logged in, or the server refuses. */
export type LiveState = 'off' | 'connecting' | 'live' | 'lost';

const helloWithinMs = 6_000;
const pingEveryMs = 25_000;
const closed = { tokenRefused: 4401, forbidden: 4403, tooSlow: 4408, restarting: 1012 };

/** 1 s, 2 s, 4 s … up to 30 s, each shortened by chance so that a thousand pages do not knock together. */
function backoffMs(attempt: number) {
    return Math.min(30_000, 1_000 * 2 ** attempt) * (0.5 + Math.random() / 2);
}

class Live {
    state: LiveState = 'off';
    private readonly watchers = new Set<() => void>();
    private readonly listeners = new Map<string, Set<Listener>>();
    private socket: WebSocket | null = null;
    private isStarted = false;
    private cursor: string | null = null;
    private attempt = 0;
    private heardAt = 0;
    private retryTimer = 0;
    private pingTimer = 0;
    private helloTimer = 0;

    start() {
        if (this.isStarted) {
            return;
        }
        this.isStarted = true;
        addEventListener('online', this.wake);
        document.addEventListener('visibilitychange', this.wake);
        this.become('connecting');
        void this.connect();
    }

    stop() {
        this.isStarted = false;
        removeEventListener('online', this.wake);
        document.removeEventListener('visibilitychange', this.wake);
        clearTimeout(this.retryTimer);
        this.drop();
        this.cursor = null;
        this.become('off');
    }

    /** The person or the network came back: look now instead of when the timer says so. */
    wake = () => {
        if (this.isStarted && !this.socket && document.visibilityState !== 'hidden') {
            clearTimeout(this.retryTimer);
            void this.connect();
        }
    };

    subscribe(topic: string, listener: Listener) {
        const there = this.listeners.get(topic);
        if (there) {
            there.add(listener);
        } else {
            this.listeners.set(topic, new Set([listener]));
            this.ask([topic]);
        }
        return () => {
            const left = this.listeners.get(topic);
            left?.delete(listener);
            if (left?.size === 0) {
                this.listeners.delete(topic);
                this.send({ type: 'unsubscribe', topics: [topic] });
            }
        };
    }

    watch = (watcher: () => void) => {
        this.watchers.add(watcher);
        return () => void this.watchers.delete(watcher);
    };

    private async connect() {
        clearTimeout(this.retryTimer);
        const place = {};
        this.connecting = place;
        let ticket: string;
        try {
            ticket = (await request<{ ticket: string }>('POST', '/api/auth/ws-ticket', { body: {} })).body.ticket;
        } catch (error) {
            if (this.connecting === place && this.isStarted) {
                this.failed(error);
            }
            return;
        }
        if (this.connecting !== place || !this.isStarted) {
            return; // stopped or woken meanwhile
        }
        const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
        const after = this.cursor ? `&after=${encodeURIComponent(this.cursor)}` : '';
        const socket = new WebSocket(`${scheme}://${location.host}/ws?ticket=${encodeURIComponent(ticket)}${after}`);
        this.socket = socket;
        this.helloTimer = window.setTimeout(() => this.lost(socket), helloWithinMs);
        socket.onmessage = ({ data }) => this.heard(data as string);
        socket.onclose = ({ code }) => this.lost(socket, code);
    }
    private connecting: object | null = null;

    private failed(error: unknown) {
        // 401: the session is over, and the studio shows a login.
        if (error instanceof Refusal && !error.isPassing) {
            this.stop();
            return;
        }
        this.retry(backoffMs(this.attempt));
    }

    private heard(data: string) {
        const frame = parse(data);
        if (!frame) {
            return;
        }
        this.heardAt = Date.now();
        this.cursor = frame.cursor ?? this.cursor;
        if (frame.type === 'hello') {
            this.greeted();
        } else if (frame.type === 'resync') {
            this.each(frame.topic, (listener) => listener.onResync?.());
        } else if (frame.type !== 'pong' && frame.type !== 'subscribed') {
            this.each(frame.topic, (listener) => listener.onFrame(frame));
        }
    }

    private each(topic: string | undefined, tell: (listener: Listener) => void) {
        const heard = topic ? [this.listeners.get(topic)] : [...this.listeners.values()];
        heard.forEach((listeners) => [...(listeners ?? [])].forEach(tell));
    }

    private greeted() {
        clearTimeout(this.helloTimer);
        this.attempt = 0;
        this.become('live');
        this.ask([...this.listeners.keys()]);
        clearInterval(this.pingTimer);
        this.pingTimer = window.setInterval(() => this.ping(), pingEveryMs);
    }

    /** After the last cursor: what happened between a room's question and this moment is told, too. */
    private ask(topics: string[]) {
        if (topics.length > 0) {
            this.send({ type: 'subscribe', topics, ...(this.cursor ? { after: this.cursor } : {}) });
        }
    }

    private ping() {
        if (this.socket && Date.now() - this.heardAt > 2 * pingEveryMs + 1_000) {
            this.lost(this.socket); // Half open: the network forgot us without a word.
        } else {
            this.send({ type: 'ping' });
        }
    }

    private send(frame: Frame | Record<string, unknown>) {
        if (this.state === 'live' && this.socket?.readyState === WebSocket.OPEN) {
            this.socket.send(JSON.stringify(frame));
        }
    }

    private lost(socket: WebSocket, code?: number) {
        if (socket !== this.socket) {
            return;
        }
        this.drop();
        if (code === closed.tokenRefused || code === closed.forbidden) {
            this.become('lost');
            void this.askWhoIAm();
            return;
        }
        const isPlanned = code === closed.tooSlow || code === closed.restarting;
        this.retry(isPlanned && this.attempt === 0 ? 500 : backoffMs(this.attempt));
    }

    /** The session may be over: then the answer says so, and everybody hears it. Else it was something passing. */
    private async askWhoIAm() {
        try {
            await request('GET', '/api/auth/me');
        } catch (error) {
            if (this.isStarted) {
                this.failed(error);
            }
            return;
        }
        this.retry(backoffMs(this.attempt));
    }

    private retry(waitMs: number) {
        if (!this.isStarted) {
            return;
        }
        this.attempt += 1;
        this.become('lost');
        this.retryTimer = window.setTimeout(() => void this.connect(), waitMs);
    }

    private drop() {
        clearTimeout(this.helloTimer);
        clearInterval(this.pingTimer);
        const { socket } = this;
        this.socket = null;
        this.connecting = null;
        if (socket) {
            socket.onmessage = socket.onclose = null;
            socket.close();
        }
    }

    private become(state: LiveState) {
        if (state !== this.state) {
            this.state = state;
            this.watchers.forEach((watcher) => watcher());
        }
    }
}

function parse(data: string): Frame | null {
    try {
        return JSON.parse(data) as Frame;
    } catch {
        return null;
    }
}

export const live = new Live();

export function useLiveState(): LiveState {
    return useSyncExternalStore(live.watch, () => live.state);
}

/** Hears a topic while the component is there; null hears nothing. The callbacks may change freely. */
export function useTopic(topic: string | null, onFrame: (frame: Frame) => void, onResync?: () => void) {
    const newest = useRef({ onFrame, onResync });
    useEffect(() => {
        newest.current = { onFrame, onResync };
    });
    useEffect(() => {
        return topic === null
            ? undefined
            : live.subscribe(topic, {
                  onFrame: (frame) => newest.current.onFrame(frame),
                  onResync: () => newest.current.onResync?.(),
              });
    }, [topic]);
}
