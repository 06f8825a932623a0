// An application with DBOS in it: five steps, each in the database before the next begins. DBOS is a library and has no
// door of its own; the smallest HTTP server of Node.js is put before it.

import http from 'node:http';
import { DBOS } from '@dbos-inc/dbos-sdk';

async function fiveSteps() {
    let sum = 0;
    for (let step = 1; step <= 5; ++step) {
        const before = sum;
        sum = await DBOS.runStep(async () => before + 1, { name: `step ${step}` });
    }
    return sum;
}
const five = DBOS.registerWorkflow(fiveSteps, { name: 'five' });

// For who wants to see that the steps are in the database.
async function stepsOfTheLast() {
    const [last] = await DBOS.listWorkflows({ limit: 1, sortDesc: true });
    return (await DBOS.listWorkflowSteps(last.workflowID)).length;
}

const answers = {
    'POST /five': async () => ({ sum: await five() }),
    'GET /steps': async () => ({ steps: await stepsOfTheLast() }),
};

DBOS.setConfig({ name: 'five', systemDatabaseUrl: process.env.DBOS_SYSTEM_DATABASE_URL });
await DBOS.launch();

const server = http.createServer(async (request, response) => {
    request.resume();
    try {
        const answer = await answers[`${request.method} ${request.url}`]();
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify(answer));
    } catch (error) {
        response.writeHead(500);
        response.end(String(error));
    }
});
server.listen(0, '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
process.once('SIGTERM', () => process.exit(0));
