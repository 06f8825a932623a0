// A wire that can be cut without anybody hearing so: connections to the database go through here, and while a direction
// is cut, what comes that way is kept back. Nothing is closed; what was kept back arrives when the wire is whole again,
// as it does when a network repeats its packets.

import net from 'node:net';

export const directions = { both: ['there', 'back'], there: ['there'], back: ['back'] };

export class Relay {
    #server;
    #cut = new Set();
    #pairs = new Set();

    static async open({ address, port }) {
        const relay = new Relay();
        relay.#server = net.createServer({ allowHalfOpen: true, pauseOnConnect: true });
        relay.#server.on('connection', (near) => relay.#connect(near, address, port));
        await new Promise((resolve) => relay.#server.listen(0, '127.0.0.1', resolve));
        relay.port = relay.#server.address().port;
        return relay;
    }

    /** 'there' is towards the database. */
    cut(direction) {
        this.#cut = new Set(directions[direction]);
        this.#pairs.forEach((pair) => pair.turn());
    }

    heal() {
        this.#cut.clear();
        this.#pairs.forEach((pair) => pair.turn());
    }

    close() {
        this.#server.close();
        this.#pairs.forEach((pair) => pair.destroy());
    }

    // A connection that is asked for while the wire is cut is open on this side only, which is all that its owner can see.
    #connect(near, address, port) {
        const pair = {
            far: null,
            turn: () => {
                if (!pair.far && !near.destroyed && !this.#cut.has('there')) {
                    pair.far = net.connect({ host: address, port, allowHalfOpen: true });
                    pair.far.once('close', forget);
                    this.#carry(near, pair.far, 'there');
                    this.#carry(pair.far, near, 'back');
                }
                near.emit('turned');
                pair.far?.emit('turned');
            },
            destroy: () => [near, pair.far].forEach((socket) => socket?.destroy()),
        };
        const forget = () => near.destroyed && pair.far?.destroyed !== false && this.#pairs.delete(pair);
        near.on('error', () => {});
        near.once('close', forget);
        this.#pairs.add(pair);
        pair.turn();
    }

    // What comes out of one socket goes into the other, and so does its end; nothing of it while the way is cut.
    #carry(from, to, way) {
        let ended = false;
        from.setNoDelay(true);
        from.on('error', () => {});
        const passOn = () => {
            if (this.#cut.has(way)) {
                from.pause();
            } else if (ended) {
                to.destroyed || to.end();
            } else if (!to.writableNeedDrain) {
                from.resume();
            }
        };
        from.on('data', (data) => {
            if (!to.destroyed && !to.write(data)) {
                from.pause();
            }
        });
        const isOver = () => {
            ended = true;
            passOn();
        };
        from.once('end', isOver);
        from.once('close', isOver);
        from.on('turned', passOn);
        to.on('drain', passOn);
        passOn();
    }
}
