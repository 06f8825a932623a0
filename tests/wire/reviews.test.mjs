// A second pair of eyes before a flow is published.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Authors, greeting } from './support/authors.mjs';
import { isDone, isProblem } from './support/wire.mjs';

let authors;
let ana;
let bob;
before(async () => {
    authors = await Authors.open();
    ({ ana, bob } = authors);
    await authors.make(ana, greeting());
    await authors.publish(ana, 'greeting');
});
after(() => authors?.close());

const ask = (person, note = '', more = {}) => authors.ask(person, 'POST', '/api/flows/greeting/reviews', { note, ...more });
const decide = (person, id, what, body = {}, headers = {}) => authors.ask(person, 'POST', `/api/flow-reviews/${id}/${what}`, body, headers);
const says = (text) => (document) => { document.nodes.hello.settings.text = text; };
const published = async () => (await authors.get(ana, '/api/flows/greeting')).document.nodes.hello.settings.text;
const newest = async () => (await authors.get(ana, '/api/flows/greeting/versions')).items[0];
const settings = async (person, wanted) => isDone(await authors.ask(person, 'PUT', '/api/settings', wanted));

test('with the setting on, a flow is published by another person than wrote it, exactly as he asked', async () => {
    assert.equal((await authors.get(ana, '/api/settings')).publish_needs_review, false);
    await settings(ana, { publish_needs_review: true });
    await authors.edit(ana, 'greeting', says('Hello.'));
    isProblem(await authors.ask(ana, 'POST', '/api/flows/greeting/publish', {}), 409, 'flow.review_required');

    const asked = await ask(ana, 'Friendlier');
    const review = isDone(asked, 201);
    assert.deepEqual([review.state, review.author, review.author_name, review.note, review.base_version, review.decided_by, review.version],
        ['open', ana.id, ana.name, 'Friendlier', 1, null, null]);
    assert.equal(review.document.nodes.hello.settings.text, 'Hello.');
    isProblem(await ask(ana), 409, 'review.open');

    // What he writes from now on is not what was asked for.
    await authors.edit(ana, 'greeting', says('Hello!!!'));
    isProblem(await decide(ana, review.id, 'approve'), 409, 'review.own');
    isProblem(await decide(ana, review.id, 'reject'), 409, 'review.own');
    isProblem(await decide(bob, review.id, 'withdraw'), 403, 'review.not_yours');
    isProblem(await decide(authors.agent, review.id, 'approve'), 403, 'permission.denied');
    assert.equal(await published(), 'Good day.');

    const approved = await decide(bob, review.id, 'approve', { note: 'Lovely' }, { 'idempotency-key': 'r1' });
    const { state, version, decided_by_name: by, decided_note: note } = isDone(approved);
    assert.deepEqual([state, version, by, note], ['approved', 2, 'Bob', 'Lovely']);
    assert.deepEqual((await decide(bob, review.id, 'approve', { note: 'Lovely' }, { 'idempotency-key': 'r1' })).json, approved.json);
    isProblem(await decide(bob, review.id, 'approve'), 409, 'review.decided');
    isProblem(await decide(bob, review.id, 'reject'), 409, 'review.decided');
    isProblem(await decide(ana, review.id, 'withdraw'), 409, 'review.decided');
    assert.equal(await published(), 'Hello.');
    const made = await newest();
    assert.deepEqual([made.version, made.author, made.note], [2, ana.id, 'Friendlier']);
    assert.equal((await authors.draft(ana, 'greeting')).document.nodes.hello.settings.text, 'Hello!!!');  // his later work stays

    const lines = await authors.audit('greeting');
    const line = lines.find(({ action, actor }) => action === 'flow.published' && actor === bob.id);
    assert.deepEqual([line.after.version, line.after.author, line.after.review], [2, ana.id, review.id]);
    const decision = lines.find(({ action }) => action === 'flow.review_approved');
    assert.deepEqual([decision.actor, decision.after.author_name, decision.after.decided_by_name], [bob.id, ana.name, 'Bob']);
    assert.ok(lines.some(({ action, actor }) => action === 'flow.review_asked' && actor === ana.id));
});

test('a review that another version overtook is not published', async () => {
    isProblem(await ask(ana, 'On what was'), 409, 'flow.base_moved');  // his draft stands on version 1
    await authors.edit(bob, 'greeting', says('Good morning.'));
    const review = isDone(await ask(bob, 'Mornings'), 201);
    isDone(await ask(ana, 'Loud', { base: 2 }), 201);
    const [{ id }] = (await authors.get(bob, '/api/flows/greeting/reviews?state=open')).items;
    isDone(await decide(bob, id, 'approve'));
    assert.equal(await published(), 'Hello!!!');
    isProblem(await decide(ana, review.id, 'approve'), 409, 'flow.base_moved');
    assert.equal((await authors.get(ana, `/api/flow-reviews/${review.id}`)).state, 'open');  // he may bring it up to date
    assert.equal(isDone(await decide(bob, review.id, 'withdraw')).state, 'withdrawn');
});

test('a review that is rejected leaves everything as it is; the list says what became of each', async () => {
    await authors.edit(ana, 'greeting', says('Hey.'));
    const review = isDone(await ask(ana, 'Shorter'), 201);
    assert.equal(isDone(await decide(bob, review.id, 'reject', { note: 'Too short' })).state, 'rejected');
    assert.equal(await published(), 'Hello!!!');
    assert.equal((await authors.draft(ana, 'greeting')).document.nodes.hello.settings.text, 'Hey.');
    const { items } = await authors.get(ana, '/api/flows/greeting/reviews');
    assert.deepEqual(items.map(({ state }) => state), ['rejected', 'approved', 'withdrawn', 'approved']);
    assert.ok(items.every(({ document }) => document === undefined));
    assert.equal(items[0].decided_note, 'Too short');
    isProblem(await authors.ask(ana, 'GET', '/api/flows/greeting/reviews?state=lost'), 400, 'request.malformed');
    isProblem(await authors.ask(ana, 'GET', '/api/flows/nothing/reviews'), 404, 'flow.unknown');
    isProblem(await authors.ask(ana, 'GET', '/api/flow-reviews/0000000000000'), 404, 'review.unknown');
    isProblem(await decide(bob, 'nonsense', 'approve'), 404, 'review.unknown');
});

test('nothing that could not be published is reviewed; a roll-back needs no review', async () => {
    await authors.edit(ana, 'greeting', (document) => { delete document.nodes.over; });
    const problem = isProblem(await ask(ana), 422, 'flow.not_publishable');
    assert.ok(problem.problems.some(({ code }) => code === 'flow.unknown_target'));
    isDone(await authors.ask(bob, 'POST', '/api/flows/greeting/rollback', { version: 1 }));
    assert.equal(await published(), 'Good day.');
    assert.ok((await authors.audit('greeting')).some(({ action, actor }) => action === 'flow.rolled_back' && actor === bob.id));
});

test('without the setting reviews are there for those who want them, and everybody publishes', async () => {
    await settings(ana, { publish_needs_review: false });
    await authors.edit(bob, 'greeting', says('Hi.'));
    isDone(await ask(bob, 'What do you think?', { base: 3 }), 201);
    isDone(await authors.ask(ana, 'PUT', '/api/settings', {}));
    const { document } = await authors.draft(bob, 'greeting');
    assert.equal(document.nodes.hello.settings.text, 'Hi.');
    isDone(await authors.ask(bob, 'POST', '/api/flows/greeting/publish', { base: 3 }), 201);
    assert.equal(await published(), 'Hi.');
});
