// A flow that calls a service outside twice: what it asks for must take effect once.

export const flow = 'crash_orders';

const call = (what, address, next) => ({
    type: 'integration.http',
    settings: { method: 'POST', url: `http://${address}/order`, json: { order: { expr: 'vars.name' }, what }, attempts: 8, save: ['receipt'] },
    next: { ok: next, error: 'failed' },
});

const document = (address) => ({
    format: 'millrace.flow/1',
    key: flow,
    title: 'Orders that must be placed once',
    trigger: { on: 'api' },
    input: { name: { type: 'string', required: true } },
    start: 'reserve',
    nodes: {
        reserve: call('reserve', address, 'pay'),
        pay: call('pay', address, 'done'),
        done: { type: 'control.end', settings: { outcome: 'done', result: { expr: "node.reserve.json.receipt .. ' ' .. node.pay.json.receipt" } } },
        failed: { type: 'control.end', settings: { outcome: 'failed' } },
    },
});

export async function publishOrdersFlow(client, { token }, address) {
    const made = await client.send({
        method: 'POST', path: '/api/flows', token, body: { key: flow, title: document(address).title, document: document(address) },
    });
    const published = await client.send({ method: 'POST', path: `/api/flows/${flow}/publish`, token, body: {} });
    if (made.status !== 201 || published.status !== 201) {
        throw new Error(`expected the flow ${flow} to be made and published but got ${JSON.stringify([made, published])}`);
    }
}
