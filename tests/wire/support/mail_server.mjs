// A mail server, as far as somebody who sends needs one: SMTP on loopback, with STARTTLS and AUTH if it is told to. It
// keeps what it took, and says what it is told to say.

import net from 'node:net';
import tls from 'node:tls';

export class MailServer {
    letters = [];
    /** How often somebody connected, and the answers that the next letters get in place of "250 ok", first to last. */
    connections = 0;
    refusals = [];

    /** {key, cert}: offers STARTTLS, and nothing else before it. {user, password}: wants them. {silent}: takes a letter and never says so. */
    static async start(options = {}) {
        const server = Object.assign(new MailServer(), { options, sockets: new Set() });
        server.server = net.createServer((socket) => {
            server.connections += 1;
            server.#track(socket);
            server.#greet(socket);
        });
        await new Promise((resolve) => server.server.listen(0, '127.0.0.1', resolve));
        server.port = server.server.address().port;
        return server;
    }

    get url() {
        return `smtp://127.0.0.1:${this.port}`;
    }

    stop() {
        for (const socket of this.sockets) {
            socket.destroy();
        }
        return new Promise((resolve) => this.server.close(resolve));
    }

    to(address) {
        return this.letters.filter(({ to }) => to.includes(address));
    }

    #track(socket) {
        this.sockets.add(socket);
        socket.on('error', () => {});
        socket.once('close', () => this.sockets.delete(socket));
    }

    #greet(socket) {
        socket.write('220 mail.test ESMTP\r\n');
        this.#converse(socket, { isSafe: false, isKnown: !this.options.user });
    }

    #converse(socket, state) {
        let left = '';
        let letter = null;
        const say = (line) => socket.write(`${line}\r\n`);
        const hear = (data) => {
            left += data.toString('latin1');
            for (let end = left.indexOf('\r\n'); end >= 0; end = left.indexOf('\r\n')) {
                const line = left.slice(0, end);
                left = left.slice(end + 2);
                if (letter?.lines) {
                    if (line === '.') {
                        this.#take(letter, say);
                        letter = null;
                    } else {
                        letter.lines.push(line.replace(/^\./, ''));
                    }
                    continue;
                }
                if (state.isAsked) {
                    state.isAsked = false;
                    this.#letIn(line, state, say);
                    continue;
                }
                const verb = line.slice(0, 4).toUpperCase();
                if (verb === 'EHLO') {
                    const extras = [...(this.options.key && !state.isSafe ? ['STARTTLS'] : []), ...(this.options.user ? ['AUTH PLAIN'] : []), 'SIZE 1000000'];
                    say(['mail.test', ...extras].map((word, i, all) => `250${i === all.length - 1 ? ' ' : '-'}${word}`).join('\r\n'));
                } else if (verb === 'STAR' && this.options.key) {
                    say('220 go ahead');
                    socket.off('data', hear);
                    const safe = new tls.TLSSocket(socket, { isServer: true, key: this.options.key, cert: this.options.cert });
                    this.#track(safe);
                    this.#converse(safe, { ...state, isSafe: true });
                    return;
                } else if (verb === 'AUTH') {
                    const secret = line.split(' ')[2];
                    if (secret) {
                        this.#letIn(secret, state, say);
                    } else {
                        state.isAsked = true;
                        say('334 ');
                    }
                } else if (verb === 'MAIL') {
                    if (!state.isKnown) {
                        say('530 who are you?');
                    } else {
                        letter = { from: line.match(/<(.*)>/)[1], to: [], isSafe: state.isSafe };
                        say('250 ok');
                    }
                } else if (verb === 'RCPT') {
                    letter.to.push(line.match(/<(.*)>/)[1]);
                    say('250 ok');
                } else if (verb === 'DATA') {
                    letter.lines = [];
                    say('354 go on');
                } else if (verb === 'QUIT') {
                    say('221 bye');
                    socket.end();
                } else {
                    say(verb === 'NOOP' || verb === 'RSET' ? '250 ok' : '502 what?');
                }
            }
        };
        socket.on('data', hear);
    }

    #letIn(secret, state, say) {
        const [, user, password] = Buffer.from(secret, 'base64').toString().split('\0');
        state.isKnown = user === this.options.user && password === this.options.password;
        say(state.isKnown ? '235 welcome' : '535 unknown');
    }

    #take({ lines, ...envelope }, say) {
        const refusal = this.refusals.shift();
        if (refusal) {
            say(refusal);
            return;
        }
        const blank = lines.indexOf('');
        const headers = lines.slice(0, blank).join('\n');
        const text = Buffer.from(lines.slice(blank + 1).join(''), 'base64').toString().replaceAll('\r\n', '\n');
        this.letters.push({ ...envelope, headers, text });
        if (!this.options.silent) {
            say('250 taken');
        }
    }
}
