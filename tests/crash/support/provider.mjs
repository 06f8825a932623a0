// A service outside, which the server calls for its flows: it keeps a log of its own of every call that reached it.

import http from 'node:http';

export class Provider {
    calls = [];  // { key, order } in the order in which they came
    #server;
    #refused = new Set();

    static async open(random, address) {
        const provider = new Provider();
        provider.#server = http.createServer(async (request, response) => {
            let text = '';
            for await (const part of request) {
                text += part;
            }
            const key = request.headers['idempotency-key'];
            provider.calls.push({ key, ...JSON.parse(text) });
            // A few are told to come again, once: so few that no breaker opens.
            const refuses = random.chance(0.06) && !provider.#refused.has(key);
            provider.#refused.add(key);
            response.writeHead(refuses ? 503 : 200, { 'content-type': 'application/json' });
            response.end(JSON.stringify({ receipt: key }));
        });
        provider.#server.on('clientError', (_, socket) => socket.destroy());
        await new Promise((resolve) => provider.#server.listen(0, address, resolve));
        provider.address = `${address}:${provider.#server.address().port}`;
        return provider;
    }

    close() {
        this.#server.closeAllConnections?.();
        this.#server.close();
    }
}
