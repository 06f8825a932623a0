// A flow without a conversation: it waits for signals, notes each one's id, rests a moment and ends.

export const flow = 'crash_steps';
export const stepsWanted = 6;

const document = {
    format: 'millrace.flow/1',
    key: flow,
    title: 'Steps that must count once',
    trigger: { on: 'api' },
    input: { name: { type: 'string', required: true } },
    variables: { seen: { type: 'string', default: '' }, count: { type: 'integer', default: 0 } },
    start: 'waiting',
    nodes: {
        waiting: {
            type: 'control.wait_for_event',
            settings: { name: 'step.done', within: '1h' },
            next: { received: 'note', timeout: 'forgotten' },
        },
        note: {
            type: 'control.set',
            settings: { values: { seen: "vars.seen .. node.waiting.payload.id .. ' '", count: 'vars.count + 1' } },
            next: { done: 'enough' },
        },
        enough: {
            type: 'control.branch',
            settings: { when: `vars.count >= ${stepsWanted}` },
            next: { yes: 'rest', no: 'waiting' },
        },
        rest: { type: 'control.wait', settings: { duration: '700ms' }, next: { done: 'done' } },
        done: { type: 'control.end', settings: { outcome: 'done' } },
        forgotten: { type: 'control.end', settings: { outcome: 'forgotten' } },
    },
};

export async function publishStepsFlow(client, { token }) {
    const made = await client.send({
        method: 'POST', path: '/api/flows', token, body: { key: flow, title: document.title, document },
    });
    const published = await client.send({ method: 'POST', path: `/api/flows/${flow}/publish`, token, body: {} });
    if (made.status !== 201 || published.status !== 201) {
        throw new Error(`expected the flow ${flow} to be made and published but got ${JSON.stringify([made, published])}`);
    }
}
