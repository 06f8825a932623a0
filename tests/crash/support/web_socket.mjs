// As much of a WebSocket's client as a listener needs: text comes, text goes, and pings are answered.

import { randomBytes } from 'node:crypto';
import http from 'node:http';

const opcodes = { text: 1, close: 8, ping: 9, pong: 10 };

export class WebSocket {
    #socket;
    #left = Buffer.alloc(0);
    #parts = [];

    /**
     * Resolves when the server has agreed. `heard` is called with each text, `over` once, however it ends, with the code of
     * the close frame if there was one. `more` are headers.
     */
    static open(url, heard, over, more = {}) {
        return new Promise((resolve, reject) => {
            const request = http.get(url, {
                headers: {
                    connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-version': 13,
                    'sec-websocket-key': randomBytes(16).toString('base64'), ...more,
                },
                agent: false,
                timeout: 5_000,
            });
            request.once('timeout', () => request.destroy(new Error('no answer')));
            request.once('error', reject);
            request.once('response', ({ statusCode }) => reject(new Error(`expected a WebSocket but got ${statusCode}`)));
            request.once('upgrade', (_, socket, head) => {
                const opened = new WebSocket();
                opened.#socket = socket;
                socket.setTimeout(0);
                socket.on('error', () => {});
                socket.once('close', () => over(opened.code));
                socket.on('data', (data) => opened.#take(data, heard));
                resolve(opened);
                opened.#take(head, heard);
            });
        });
    }

    say(text) {
        this.#send(opcodes.text, Buffer.from(text));
    }

    close() {
        this.#socket.destroy();
    }

    #take(data, heard) {
        this.#left = Buffer.concat([this.#left, data]);
        for (let frame = cutFrame(this.#left); frame; frame = cutFrame(this.#left)) {
            this.#left = this.#left.subarray(frame.size);
            if (frame.opcode === opcodes.close) {
                this.code = frame.payload.length >= 2 ? frame.payload.readUInt16BE(0) : undefined;
                this.close();
            } else if (frame.opcode === opcodes.ping) {
                this.#send(opcodes.pong, frame.payload);
            } else if (frame.opcode < opcodes.close) {
                this.#parts.push(frame.payload);
                if (frame.isLast) {
                    heard(Buffer.concat(this.#parts.splice(0)).toString());
                }
            }
        }
    }

    // Clients mask what they send.
    #send(opcode, payload) {
        const mask = randomBytes(4);
        const length = payload.length < 126 ? [payload.length | 0x80] : [126 | 0x80, payload.length >> 8, payload.length & 0xff];
        const masked = payload.map((byte, i) => byte ^ mask[i % 4]);
        this.#socket.write(Buffer.concat([Buffer.from([0x80 | opcode, ...length]), mask, masked]));
    }
}

/** The first frame of what has come, or null while there is not a whole one. */
function cutFrame(data) {
    if (data.length < 2) {
        return null;
    }
    const short = data[1] & 0x7f;
    const head = short === 127 ? 10 : short === 126 ? 4 : 2;
    if (data.length < head) {
        return null;
    }
    const length = short === 127 ? Number(data.readBigUInt64BE(2)) : short === 126 ? data.readUInt16BE(2) : short;
    if (data.length < head + length) {
        return null;
    }
    const size = head + length;
    return { isLast: (data[0] & 0x80) !== 0, opcode: data[0] & 0x0f, payload: data.subarray(head, size), size };
}
