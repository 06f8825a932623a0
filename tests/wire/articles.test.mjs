// The knowledge base over the wire: who reads, writes and deletes, what is found, and that nobody's work is overwritten.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isDone, isProblem, Wire } from './support/wire.mjs';

let wire;
const tokens = {};
before(async () => {
    wire = await Wire.open();
    await wire.hire('lead@demo.test', 'team_lead', ['sales']);
    for (const [name, email] of Object.entries({ admin: 'admin@demo.test', supervisor: 'supervisor@demo.test', lead: 'lead@demo.test', anna: 'agent1@demo.test' })) {
        tokens[name] = await wire.login(email);
    }
});
after(() => wire?.close());

const as = (who, method, path, body, headers = {}) => wire.ask(method, path, { token: tokens[who], body, headers });
const found = async (who, query) => isDone(await as(who, 'GET', `/api/articles?${query}`)).items.map(({ title }) => title);

test('RBAC-16 agents and team leads read what is published, supervisors write, and only an admin deletes', async () => {
    const text = { title: 'Returning a lamp', body: '# Returns\n\nWithin *14* days.', category: 'Returns', tags: ['lamp'] };
    for (const who of ['anna', 'lead']) {
        isProblem(await as(who, 'POST', '/api/articles', text), 403, 'permission.denied');
    }
    const made = await as('supervisor', 'POST', '/api/articles', text, { 'idempotency-key': 'a1' });
    const article = isDone(made, 201);
    assert.equal(made.headers.get('etag'), '"1"');
    assert.deepEqual([article.state, article.body, article.category, article.tags, article.author_name],
        ['draft', text.body, 'Returns', ['lamp'], 'Sam Supervisor']);
    const again = await as('supervisor', 'POST', '/api/articles', text, { 'idempotency-key': 'a1' });
    assert.deepEqual([again.status, again.json, again.headers.get('etag')], [201, article, '"1"']);

    const path = `/api/articles/${article.article_id}`;
    for (const who of ['anna', 'lead']) {
        isProblem(await as(who, 'GET', path), 404, 'article.unknown');
        assert.deepEqual(await found(who, 'q=lamp'), []);
    }
    assert.deepEqual(await found('supervisor', 'state=draft'), ['Returning a lamp']);
    const published = await as('supervisor', 'PATCH', path, { state: 'published' }, { 'if-match': '"1"' });
    assert.equal(isDone(published).state, 'published');
    assert.equal(published.headers.get('etag'), '"2"');
    for (const who of ['anna', 'lead']) {
        const read = await as(who, 'GET', path);
        assert.equal(isDone(read).body, text.body);
        assert.equal(read.headers.get('etag'), '"2"');
        assert.deepEqual(await found(who, 'q=retur+lamp&category=Returns&tag=lamp'), ['Returning a lamp']);
        isProblem(await as(who, 'PATCH', path, { title: 'Mine' }, { 'if-match': '"2"' }), 403, 'permission.denied');
    }
    for (const who of ['anna', 'lead', 'supervisor']) {
        isProblem(await as(who, 'DELETE', path), 403, 'permission.denied');
    }
    assert.equal((await as('admin', 'DELETE', path)).status, 204);
    isProblem(await as('admin', 'DELETE', path), 404, 'article.unknown');
    isProblem(await as('anna', 'GET', path), 404, 'article.unknown');
    const audit = isDone(await as('admin', 'GET', `/api/audit?object=article:${article.article_id}`)).items;
    assert.deepEqual(audit.map(({ action }) => action), ['article.removed', 'article.changed', 'article.created']);
    assert.equal(audit[0].before.body, text.body);
});

test('RBAC-16 of two who change an article the second is told, with what was sent wrongly named', async () => {
    const { article_id: id } = isDone(await as('supervisor', 'POST', '/api/articles', { title: 'Hours', body: 'Nine to five' }), 201);
    const change = (body, headers) => as('supervisor', 'PATCH', `/api/articles/${id}`, body, headers);
    isProblem(await change({ body: 'Eight to six' }), 428, 'request.precondition_required');
    isDone(await change({ body: 'Eight to six' }, { 'if-match': 'W/"1"' }));
    isProblem(await change({ body: 'Ten to four' }, { 'if-match': '"1"' }), 412, 'article.stale');
    isProblem(await change({ body: 'Ten to four' }, { 'if-match': '"none"' }), 412, 'article.stale');
    assert.equal(isDone(await as('supervisor', 'GET', `/api/articles/${id}`)).body, 'Eight to six');
    assert.equal(isProblem(await change({ title: ' ' }, { 'if-match': '"2"' }), 422, 'article.malformed').errors[0].pointer, '/title');
    isProblem(await change({ state: 'gone' }, { 'if-match': '"2"' }), 422, 'request.invalid');
    isProblem(await as('supervisor', 'POST', '/api/articles', { body: 'No title' }), 422, 'request.invalid');
    isProblem(await as('supervisor', 'GET', '/api/articles/nonsense'), 404, 'article.unknown');
    isProblem(await as('anna', 'GET', '/api/articles?state=gone'), 400, 'request.malformed');
    isProblem(await as('anna', 'GET', '/api/articles?cursor=%3F'), 400, 'cursor.invalid');
    isProblem(await as('anna', 'GET', '/api/articles?limit=0'), 400, 'request.malformed');
});
