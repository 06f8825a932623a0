// What the program serves of the studio: packed for who takes that, kept for ever what cannot change, asked again what can.

import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { Wire } from './support/wire.mjs';

let wire;
before(async () => (wire = await Wire.open()));
after(() => wire?.close());

/** The bytes as they come over the wire; fetch would unpack them. */
function get(path, headers = {}) {
    return new Promise((resolve, reject) => {
        request(wire.server.url + path, { headers }, (response) => {
            const parts = [];
            response.on('data', (part) => parts.push(part));
            response.on('end', () =>
                resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) }));
        }).on('error', reject).end();
    });
}

test('every room has the same page, packed or not, and who has it already is told so', async () => {
    const plain = await get('/flows/triage');
    assert.equal(plain.status, 200);
    assert.match(plain.body.toString(), /^<!doctype html>/);
    assert.equal(plain.headers['content-encoding'], undefined);
    assert.equal(plain.headers['cache-control'], 'no-cache');
    assert.match(plain.headers['content-security-policy'], /^default-src 'self'; .*frame-ancestors 'none'$/);

    for (const said of ['gzip', 'br, GZIP;q=0.8', 'deflate,gzip ; q=1']) {
        const packed = await get('/', { 'accept-encoding': said });
        assert.equal(packed.headers['content-encoding'], 'gzip', said);
        assert.equal(packed.headers.vary, 'Accept-Encoding');
        assert.deepEqual(gunzipSync(packed.body), plain.body);
        assert.notEqual(packed.headers.etag, plain.headers.etag, 'other bytes have another tag');
        const again = await get('/', { 'accept-encoding': said, 'if-none-match': packed.headers.etag });
        assert.deepEqual([again.status, again.body.length], [304, 0]);
    }
    for (const said of ['br', 'gzip;q=0', 'gzip;q=0.0', 'identity']) {
        assert.equal((await get('/', { 'accept-encoding': said })).headers['content-encoding'], undefined, said);
    }
    assert.equal((await get('/', { 'if-none-match': plain.headers.etag })).status, 304);
});

test('the files it loads are there, and may be kept for ever, since a change gives them another name', async () => {
    const page = (await get('/')).body.toString();
    const files = [...page.matchAll(/(?:src|href)="(\/studio\/[^"]+)"/g)].map(([, path]) => path);
    assert.ok(files.some((path) => path.endsWith('.js')) && files.some((path) => path.endsWith('.css')), page);
    let entry = 0;
    for (const path of files) {
        const file = await get(path, { 'accept-encoding': 'gzip' });
        assert.equal(file.status, 200, path);
        assert.equal(file.headers['cache-control'], 'public, max-age=31536000, immutable');
        assert.deepEqual(gunzipSync(file.body), (await get(path)).body, path);
        entry += file.body.length;
    }
    assert.ok(entry < 350 * 1024, `what the first page loads is ${entry} bytes, packed`);
});

test('what is none of its files is not the page', async () => {
    for (const path of ['/studio/none-12345678.js', '/studio/', '/studio', '/index.html', '/flowsy']) {
        assert.equal((await get(path)).status, 404, path);
    }
});
