// A flow is tried out in the studio: what a customer says, what an agent does, how the shop answers, how time goes by. Nothing of
// it is kept, unless somebody keeps it as a test.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { Authors, greeting } from './support/authors.mjs';
import { isDone, isProblem } from './support/wire.mjs';

let authors;
let ana;
before(async () => {
    authors = await Authors.open();
    ({ ana } = authors);
});
after(() => authors?.close());

const play = async (key, steps, more = {}) => isDone(await authors.simulate(ana, key, { steps, ...more }));
const said = (frame) => frame.said.map(({ who, text }) => `${who}: ${text}`);
const run = async (key, text, more = {}) => isDone(await authors.ask(ana, 'POST', `/api/flows/${key}/tests/run`, { text: `flow ${key}\n${text}`, ...more }));
const passes = async (key, text) => {
    const report = await run(key, text);
    assert.ok(report.passed, JSON.stringify(report.cases[0]?.failure ?? report.complaints));
    return report;
};

test('a draft is tried out as a customer, an agent takes over, and what was tried out is a test', async () => {
    await authors.edit(ana, 'triage', (document) => {
        document.nodes.welcome.settings.text = 'Welcome{{contact.name and ", " .. contact.name}}. What is it about?';
    });
    const steps = [
        { do: 'pick', option: 'sales' },
        { do: 'customer', text: 'A thousand red chairs' },
        { do: 'pick', option: 'skip' },
        { do: 'agent_takes', agent: 'ana' },
        { do: 'agent_replies', text: 'With pleasure. # now' },
        { do: 'agent_closes', reason: 'resolved' },
        { do: 'pick', option: '5' },
    ];
    const given = 'given contact.name=Mia\ngiven agent ana status=online';
    const { frames, flowtest, untold, problems } = await play('triage', steps, { given });
    assert.equal(frames.length, steps.length + 1);
    assert.equal(untold, null);
    assert.ok(problems.every(({ severity }) => severity === 'warning'));

    const [begun, picked, , passed, taken, , closed, rated] = frames;
    assert.deepEqual(said(begun), ['bot: Welcome, Mia. What is it about?']);
    assert.deepEqual(begun.said[0].options.map(({ value }) => value), ['sales', 'support', 'customer_service']);
    assert.ok(Math.abs(new Date(begun.now) - Date.now()) < 60_000, begun.now);  // virtual time begins now
    assert.equal(begun.flow, 'triage');
    assert.deepEqual(begun.at.map(({ node }) => node), ['welcome']);
    assert.ok(begun.may.includes('pick') && begun.may.includes('next') && !begun.may.includes('agent_takes'), begun.may);
    assert.ok(begun.path.some(({ node, output }) => node === 'hours' && output === 'open'), JSON.stringify(begun.path));
    assert.equal(picked.set.team, 'sales');
    assert.ok(picked.path.some(({ node, output }) => node === 'welcome' && output === 'sales'));
    assert.equal(passed.conversation.status, 'queued');
    assert.equal(passed.conversation.queue, 'sales');
    assert.equal(passed.conversation.fields.subject, 'A thousand red chairs');
    assert.ok(passed.may.includes('agent_takes'));
    assert.equal(taken.conversation.agent, 'ana');
    assert.equal(closed.conversation.closed_reason, 'resolved');
    assert.deepEqual(closed.ended, { outcome: 'served', result: null });
    assert.equal(closed.flow, 'csat_survey');  // handed over to the org's own survey
    assert.equal(rated.conversation.fields.csat_score, 5);

    assert.match(flowtest, /^case Sales: closed as resolved\n  given bind calendar=main\n  given calendar main open=true\n/);
    assert.match(flowtest, /\n  bot: Welcome, Mia\. What is it about\?\n  bot offers sales, support, customer_service\n  customer picks sales\n/);
    assert.match(flowtest, /\n  expect queue sales\n  agent ana takes\n  agent ana replies "With pleasure\. # now"\n/);
    const report = await passes('triage', flowtest);
    assert.equal(report.counts.cases, 1);
    assert.ok(report.coverage.wires.find(({ node, output }) => node === 'welcome' && output === 'sales').taken);

    // The same again, from the same moment, is the same.
    const again = await play('triage', steps, { given, now: begun.now });
    assert.deepEqual(again.frames, frames);
    // And with one word changed in a document at hand the case fails, and says where.
    const { document } = await authors.draft(ana, 'triage');
    document.nodes.welcome.settings.text = 'Hello.';
    const broken = await run('triage', flowtest, { document });
    assert.equal(broken.passed, false);
    assert.equal(broken.cases[0].failure.source, 'bot: Welcome, Mia. What is it about?');
    assert.equal(broken.cases[0].failure.found, 'Hello.');
});

test('an HTTP call waits for an answer by hand; bindings are the org\'s own', async () => {
    const { frames, flowtest } = await play('order_lookup', [
        { do: 'customer', text: '1005' },
        { do: 'after', duration: '2s' },
        { do: 'http', node: 'check', reply: { status: 200, body: { number: '1005', status: 'shipped' } } },
        { do: 'pick', option: 'yes' },
    ]);
    const [, asked, waited, answered, over] = frames;
    assert.equal(asked.calls.length, 1);
    assert.equal(asked.calls[0].open, true);
    assert.equal(asked.calls[0].node, 'check');
    assert.ok(asked.calls[0].url.startsWith(`${authors.wire.server.url}/demo`), asked.calls[0].url);
    assert.ok(asked.may.includes('http'));
    assert.equal(waited.calls[0].open, true);
    assert.deepEqual(said(answered), ['bot: Order 1005 is shipped. Does that answer your question?']);
    assert.equal(answered.calls[0].open, false);
    assert.equal(over.ended.outcome, 'told');
    assert.match(flowtest, /\n  given bind orders_url=http:/);
    assert.match(flowtest, /\n  http check -> 200 \{"number":"1005","status":"shipped"\} after 2s\n  customer: 1005\n  after 2s\n  bot: Order 1005/);
    await passes('order_lookup', flowtest);

    const failed = await play('order_lookup', [{ do: 'customer', text: '1005' }, { do: 'http', reply: { failure: 'timeout' } }]);
    assert.deepEqual(said(failed.frames[2]), ['bot: Sorry, I cannot look up orders at the moment. A colleague will help you.']);
    assert.equal(failed.frames[2].conversation.queue, 'customer_service');
    await passes('order_lookup', failed.flowtest);
});

test('time moves to what is due next', async () => {
    const { frames, flowtest } = await play('order_lookup', [{ do: 'next' }, { do: 'next' }, { do: 'next' }]);
    assert.equal(frames[0].next_due, frames[1].now);
    assert.equal(frames[1].line, 'after 10m');
    assert.equal(frames[2].conversation.closed_reason, 'no_input');
    assert.equal(frames[2].ended.outcome, 'no_input');
    assert.equal(frames[2].next_due, null);
    assert.equal(frames[3].refused, 'expected something that waits for a time but nothing does');
    await passes('order_lookup', flowtest);
});

test('an incident is decided by a person, and the case expects it', async () => {
    const document = greeting('stumbling');
    document.nodes.hello = { type: 'script.lua', settings: { code: 'error("out of luck")' }, next: { sent: 'over' } };
    await authors.make(ana, document);
    const { frames, flowtest, untold } = await play('stumbling', [{ do: 'incident', action: 'skip', output: 'sent' }]);
    assert.equal(frames[0].status, 'incident');
    assert.equal(frames[0].incidents[0].open, true);
    assert.equal(frames[0].incidents[0].node, 'hello');
    assert.ok(frames[0].may.includes('incident'));
    assert.equal(frames[1].ended.outcome, 'greeted', JSON.stringify(frames[1]));
    assert.match(flowtest, /\n  incident skip sent\n.*expect incident script\./s, untold);
    await passes('stumbling', flowtest);
});

test('a refused step in the middle is the last, and says why', async () => {
    const { frames } = await play('triage', [{ do: 'pick', option: 'sales' }, { do: 'agent_takes', agent: 'ana' }, { do: 'leave' }]);
    assert.equal(frames.length, 3);
    assert.equal(frames[2].refused, 'expected a conversation that waits but its status is new');
    const [, picked] = (await play('triage', [{ do: 'pick', option: 'bicycles' }])).frames;
    assert.match(picked.refused, /expected one of the options sales, support/);
});

test('what is no simulation is refused, with a pointer to what is wrong', async () => {
    const refused = async (body, status, code, pointer, key = 'triage') => {
        const problem = isProblem(await authors.simulate(ana, key, body), status, code);
        if (pointer !== undefined) {
            assert.equal(problem.errors[0].pointer, pointer, JSON.stringify(problem));
        }
        return problem;
    };
    await refused({}, 404, 'flow.unknown', undefined, 'nothing');
    await refused({ steps: {} }, 422, 'request.invalid', '/steps');
    await refused({ steps: [{ do: 'leave' }, { do: 'after', duration: 'soon' }] }, 422, 'request.invalid', '/steps/1/duration');
    await refused({ steps: [{ do: 'dance' }] }, 422, 'request.invalid', '/steps/0/do');
    await refused({ steps: [7] }, 422, 'request.invalid', '/steps/0');
    await refused({ given: 'given contact.name=Mia\ncustomer: hello' }, 422, 'request.invalid', '/given');
    await refused({ given: 'given now=tomorrow' }, 422, 'request.invalid', '/given');
    await refused({ now: 'tomorrow' }, 422, 'request.invalid', '/now');
    await refused({ steps: Array.from({ length: 501 }, () => ({ do: 'after', duration: '1s' })) }, 422, 'simulation.too_large', '/steps');
    await refused({ document: greeting('another') }, 422, 'flow.key_mismatch', '/document/key');
    isProblem(await authors.simulate(authors.agent, 'triage', {}), 403, 'permission.denied');
    // A queue that there is not is not pretended: the check says so, as it would before a publish.
    const { document } = await authors.draft(ana, 'order_lookup');
    document.nodes.queue.settings.queue = 'nowhere';
    const { problems, errors } = await refused({ document }, 422, 'flow.not_publishable', undefined, 'order_lookup');
    assert.ok(problems.some(({ pointer, severity }) => severity === 'error' && pointer === '/nodes/queue/settings/queue'));
    assert.ok(errors.length > 0);
});

test('a flow that never comes to rest costs seconds, and nobody else waits for it', async () => {
    const document = greeting('restless');
    document.nodes = {
        hello: { type: 'control.wait', settings: { duration: '1s' }, next: { done: 'hello' } },
        over: { type: 'control.end' },
    };
    document.hooks = [{ on: 'conversation.closed', to: 'over' }];
    await authors.make(ana, document);
    const began = Date.now();
    const restless = authors.simulate(ana, 'restless', { steps: [{ do: 'after', duration: '3650d' }] });
    isDone(await authors.ask(ana, 'GET', '/api/flows'));
    isProblem(await restless, 422, 'simulation.out_of_time');
    assert.ok(Date.now() - began < 30_000);
    const { frames } = await play('restless', [{ do: 'after', duration: '1m' }]);
    assert.equal(frames[1].status, 'waiting');
});
