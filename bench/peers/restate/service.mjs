// The service that Restate calls: five steps, each in the journal before the next begins.

import http2 from 'node:http2';
import * as restate from '@restatedev/restate-sdk';

const five = restate.service({
    name: 'five',
    handlers: {
        run: async (context) => {
            let sum = 0;
            for (let step = 1; step <= 5; ++step) {
                const before = sum;
                sum = await context.run(`step ${step}`, () => before + 1);
            }
            return { sum };
        },
    },
});

// What restate.serve() does, but on the loopback only.
const server = http2.createServer(restate.createEndpointHandler({ services: [five] }));
server.listen(0, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
process.once('SIGTERM', () => process.exit(0));
