// How the server is, for an admin to look at.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isDone, isProblem, Wire } from './support/wire.mjs';

let wire;
let token;
before(async () => {
    wire = await Wire.open();
    token = await wire.login('admin@demo.test');
});
after(() => wire?.close());

const series = async (query = '') => isDone(await wire.ask('GET', `/api/health/series${query}`, { token }));
const names = ['runs_started', 'turns', 'commits', 'commit_p99_ms', 'queue_live', 'queue_normal', 'queue_bulk', 'runs_live', 'incidents',
    'outbox_pending', 'sockets', 'http_requests', 'http_p99_ms', 'resident_mb'];

test('watch: the server says how it is, and how it was', async () => {
    const now = isDone(await wire.ask('GET', '/api/health', { token }));
    assert.equal(now.store.kind, 'sqlite');
    assert.equal(now.store.reachable, true);
    assert.match(now.version, /^\d/);
    assert.ok(now.uptime_s >= 0 && now.free_disk_mb > 0);

    isDone(await wire.ask('POST', '/api/chat/web/conversations', { body: {} }), 201);
    const { at, every_s: every, series: figures } = await wire.until(() => series(), (seen) => seen.series.runs_started?.some((n) => n >= 1), 'a sample');
    assert.equal(every, 5);
    assert.deepEqual(Object.keys(figures).sort(), [...names].sort());
    for (const name of names) {
        assert.equal(figures[name].length, at.length, name);
    }
    const last = at.length - 1;
    assert.ok(figures.turns[last] >= 1 && figures.runs_live[last] >= 1 && figures.resident_mb[last] > 1, JSON.stringify(figures));
    assert.ok(figures.http_requests.some((n) => n > 0));
    assert.deepEqual(Object.keys(isDone(await wire.ask('GET', '/api/health', { token })).figures).sort(), [...names].sort());
});

test('watch: how the server is, only admins see', async () => {
    const supervisor = await wire.login('supervisor@demo.test');
    isProblem(await wire.ask('GET', '/api/health', { token: supervisor }), 403, 'permission.denied');
    isProblem(await wire.ask('GET', '/api/health/series', { token: supervisor }), 403, 'permission.denied');
    isProblem(await wire.ask('GET', '/api/health/series?minutes=0', { token }), 400, 'request.malformed');
    isProblem(await wire.ask('GET', '/api/health/series?minutes=61', { token }), 400, 'request.malformed');
});
