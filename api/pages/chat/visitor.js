// A visitor's side of the API: who he is in this browser, and the calls he may make.

import { request } from '../shared/api.js';
import { forget, recall, remember } from '../shared/storage.js';

/** What this browser knows about its conversation in one channel; every change is kept over a reload. */
export class Visit {
    constructor(channel) {
        this.key = `millrace.chat.${channel}`;
        this.state = recall(this.key);
    }

    get conversationId() {
        return this.state?.conversationId ?? null;
    }

    get token() {
        return this.state?.token ?? null;
    }

    begin(conversationId, token) {
        this.state = { conversationId, token };
        remember(this.key, this.state);
    }

    /** Another tab may have written meanwhile: its members stay, and a conversation it left is not brought back. */
    change(members) {
        const stored = recall(this.key);
        if (this.state && stored?.conversationId === this.conversationId) {
            this.state = { ...stored, ...members };
            remember(this.key, this.state);
        }
    }

    end() {
        this.state = null;
        forget(this.key);
    }
}

/** With a token the new conversation belongs to the same contact as the last one. */
export function openConversation(channel, { name, email, token }) {
    const body = { ...(name ? { name } : {}), ...(email ? { email } : {}) };
    return request('POST', `/api/chat/${encodeURIComponent(channel)}/conversations`, { token, body });
}

export function fetchMessages({ conversationId, token }, after) {
    const query = after ? `?after=${encodeURIComponent(after)}` : '';
    return request('GET', `${pathOf(conversationId)}/messages${query}`, { token });
}

export function sendMessage({ conversationId, token }, { id, text }) {
    return request('POST', `${pathOf(conversationId)}/messages`, { token, body: { id, text } });
}

export function askForHuman({ conversationId, token }) {
    return request('POST', `${pathOf(conversationId)}/human`, { token, body: {} });
}

/** The customer goes; whoever he was with hears so. */
export function leave({ conversationId, token }) {
    return request('POST', `${pathOf(conversationId)}/leave`, { token, body: {} });
}

/** The browser has them, though nobody has looked yet. */
export function markDelivered({ conversationId, token }, cursor) {
    return request('POST', `${pathOf(conversationId)}/delivered`, { token, body: { cursor } });
}

export function markRead({ conversationId, token }, cursor) {
    return request('POST', `${pathOf(conversationId)}/read`, { token, body: { cursor } });
}

function pathOf(conversationId) {
    return `/api/chat/conversations/${encodeURIComponent(conversationId)}`;
}
