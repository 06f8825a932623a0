// Figures that an org defines for itself, over the wire: who defines them, who asks, and what each is told.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TwoTeams } from './support/two_teams.mjs';
import { isDone, isProblem } from './support/wire.mjs';

let teams;
before(async () => {
    teams = await TwoTeams.open();
    await teams.asAdmin('PUT', '/api/fields', { fields: [{ key: 'amount', title: 'Amount', kind: 'number' }] });
});
after(() => teams?.close());

const as = (role, method, path, body) => teams.ask(method, path, teams.me[role].token, body);
const define = (key, metric) => as('admin', 'PUT', `/api/metrics/${key}`, metric);
const value = async (role, key, query = '') => isDone(await as(role, 'GET', `/api/metrics/${key}?${query}`));

test('TAG-3 an admin defines metrics, those who lead ask for them and see their teams, agents do not', async () => {
    for (const role of ['sales_rep', 'team_lead', 'supervisor']) {
        isProblem(await as(role, 'PUT', '/api/metrics/refunds', { title: 'Refunds' }), 403, 'permission.denied');
    }
    const amount = async (person, queue, sum) => {
        const { id } = await teams.of(person, queue);
        isDone(await teams.ask('PATCH', `/api/conversations/${id}/fields`, person.token, { values: { amount: sum } }));
        return id;
    };
    const tagged = await amount(teams.me.sales_rep, 'red', 100);
    await teams.asAdmin('POST', `/api/conversations/${tagged}/tags`, { tag: 'refund' });
    await amount(teams.colleague, 'red', 50);
    await amount(teams.stranger, 'blue', 25);

    const sum = isDone(await define('amounts', { title: 'Amounts', kind: 'sum', field: 'amount' }));
    assert.deepEqual(sum, { key: 'amounts', title: 'Amounts', kind: 'sum', field: 'amount' });
    isDone(await define('refunds', { title: 'Refunds', kind: 'share', where: { tag: 'refund' }, among: { queue: 'red' } }));
    assert.deepEqual(isDone(await as('team_lead', 'GET', '/api/metrics')).items.map(({ key }) => key), ['amounts', 'refunds']);
    isProblem(await as('sales_rep', 'GET', '/api/metrics'), 403, 'permission.denied');
    isProblem(await as('sales_rep', 'GET', '/api/metrics/amounts'), 403, 'permission.denied');

    assert.equal((await value('admin', 'amounts')).value, 175);
    for (const role of ['team_lead', 'supervisor']) {
        const shown = await value(role, 'amounts', 'by=agent');
        assert.deepEqual([shown.value, shown.cases, shown.by], [150, 2, 'agent']);
        assert.deepEqual(shown.buckets.map(({ userId, value: each }) => [userId, each]).sort(),
            [[teams.me.sales_rep.id, 100], [teams.colleague.id, 50]].sort());
        const share = await value(role, 'refunds');
        assert.deepEqual([share.value, share.cases, share.of], [50, 1, 2]);
    }
    const byQueue = await value('admin', 'amounts', 'by=queue');
    assert.deepEqual(byQueue.buckets.filter(({ cases }) => cases > 0).map(({ queue, title, value: each }) => [queue, title, each]), [['blue', 'blue', 25], ['red', 'red', 150]]);
    const today = (await value('supervisor', 'amounts', 'by=day')).buckets;
    assert.deepEqual(today.map(({ value: each }) => each).at(-1), 150);
    assert.match(today[0].day, /^\d{4}-\d\d-\d\d$/);
    const past = await value('supervisor', 'amounts', 'from=2020-01-01T00:00:00Z&to=2020-02-01T00:00:00Z&by=day');
    assert.deepEqual([past.value, past.buckets.length], [0, 31]);

    assert.equal((await as('admin', 'DELETE', '/api/metrics/refunds')).status, 204);
    isProblem(await as('supervisor', 'GET', '/api/metrics/refunds'), 404, 'metric.unknown');
    const audit = (await teams.asAdmin('GET', '/api/audit?object=metric:refunds')).items;
    assert.deepEqual(audit.map(({ action }) => action), ['metric.removed', 'metric.defined']);
});

test('TAG-3 what is wrong with a metric, or with the question, is said', async () => {
    const pointer = async (metric) => isProblem(await define('odd', metric), 422, 'metric.malformed').errors[0].pointer;
    assert.equal(await pointer({ title: 'Odd', kind: 'sum' }), '/field');
    assert.equal(await pointer({ title: 'Odd', where: { queue: 'nowhere' } }), '/where/queue');
    assert.equal(await pointer({ title: 'Odd', where: { field: 'amount', value: 'much' } }), '/where/value');
    isProblem(await define('odd', { title: 'Odd', kind: 'median' }), 422, 'request.invalid');
    isProblem(await define('odd', { title: 'Odd', where: { colour: 'red' } }), 422, 'request.invalid');
    isDone(await define('all', { title: 'All' }));
    const ask = (query) => as('supervisor', 'GET', `/api/metrics/all?${query}`);
    isProblem(await ask('by=week'), 400, 'request.malformed');
    isProblem(await ask('from=yesterday'), 422, 'request.invalid');
    isProblem(await ask('from=2026-01-01T00:00:00Z&to=2026-12-01T00:00:00Z'), 400, 'metric.range');
    isProblem(await as('admin', 'PUT', '/api/settings', { time_zone: 'Europe/Atlantis' }), 422, 'calendar.unknown_zone');
    assert.equal(isDone(await as('admin', 'PUT', '/api/settings', { time_zone: 'Asia/Tokyo' })).time_zone, 'Asia/Tokyo');
    const { buckets } = isDone(await ask('from=2026-01-05T12:00:00Z&to=2026-01-05T18:00:00Z&by=day'));
    assert.deepEqual(buckets.map(({ day }) => day), ['2026-01-05', '2026-01-06']);
});
