// Orders: each acknowledged run comes to its end, and each of its two calls reached the service with one key that no other
// call has, so that a service which honours keys carries it out once.

const endsWithinMs = 60_000;

export async function judgeOrders(judge, orders, provider, pause) {
    // First everybody comes to his end: what is called until then counts.
    const until = Date.now() + endsWithinMs;
    const ends = new Map();
    for (const [name, run] of orders) {
        let shown;
        do {
            shown = (await judge.get(`/api/runs/${run}`)).body;
            await pause(shown.status === 'completed' ? 0 : 100);
        } while (shown.status !== 'completed' && Date.now() < until);
        ends.set(name, shown);
    }

    const losses = [];
    const keys = new Map();  // key → what it stood for
    const calls = new Map();  // order and what → keys
    for (const { key, order, what } of provider.calls) {
        const which = `${what} of ${order}`;
        if ((keys.get(key) ?? which) !== which) {
            losses.push(`the key ${key} stood for ${keys.get(key)} and for ${which}`);
        }
        keys.set(key, which);
        calls.set(which, (calls.get(which) ?? new Set()).add(key));
    }
    for (const [name, run] of orders) {
        const shown = ends.get(name);
        if (shown.status !== 'completed' || shown.output?.outcome !== 'done') {
            losses.push(`${name} (run ${run}) is ${shown.status}: ${JSON.stringify(shown.output ?? shown.incident)}`);
            continue;
        }
        const receipts = ['reserve', 'pay'].map((what) => [...(calls.get(`${what} of ${name}`) ?? [])]);
        if (receipts.some((found) => found.length !== 1) || receipts.flat().join(' ') !== shown.output.result) {
            losses.push(`${name} (run ${run}) has the receipts '${shown.output.result}' but the service was called with ${JSON.stringify(receipts)}`);
        }
    }
    return losses;
}
