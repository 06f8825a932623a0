import { expect, test } from 'vitest';
import { emptyFlow, type FlowDocument } from '@/model';
import { coverageOverlay, coveredBy, marksOf, type Report, withCases } from './report';

const flow: FlowDocument = {
    ...emptyFlow('drinks', 'Drinks'),
    start: 'ask',
    nodes: { ask: { type: 'conversation.menu', next: { tea: 'over', coffee: 'over' } }, over: { type: 'control.end' } },
};
const report = (more: Partial<Report> = {}): Report => ({
    passed: true,
    counts: { cases: 2, failed: 0 },
    cases: [
        { name: 'tea', line: 3, passed: true, failed_in: null, failure: null },
        { name: 'coffee', line: 9, passed: true, failed_in: null, failure: null },
    ],
    complaints: [],
    ...more,
});
const failure = { line: 11, column: 3, source: 'bot: Hi', expected: 'Hi', found: 'Hello', transcript: [] };

test('what no case comes to stands out on the canvas', () => {
    const covered = coveredBy(
        flow,
        report({
            coverage: {
                nodes: [
                    { id: 'ask', taken: true },
                    { id: 'over', taken: true },
                    { id: 'gone', taken: true },
                ],
                wires: [
                    { node: 'ask', output: 'tea', taken: true },
                    { node: 'ask', output: 'coffee', taken: false },
                ],
            },
        }),
    );
    expect(covered).toMatchObject({ nodeShare: 1, wireShare: 0.5, untakenWires: [{ node: 'ask', output: 'coffee' }] });
    expect(covered && coverageOverlay(flow, covered)).toEqual({
        nodes: { ask: { covered: true }, over: { covered: true } },
        wires: { 'ask/tea': { covered: true }, 'ask/coffee': { covered: false } },
    });
});

test('one case that was run alone changes what is known of it, and nothing of the others', () => {
    const failed = { name: 'coffee', line: 9, passed: false, failed_in: 'straight', failure };
    const after = withCases(report(), report({ passed: false, counts: { cases: 1, failed: 1 }, cases: [failed] }));
    expect(after.counts).toEqual({ cases: 2, failed: 1 });
    expect(after.passed).toBe(false);
    expect(after.cases.map(({ name, passed }) => [name, passed])).toEqual([
        ['tea', true],
        ['coffee', false],
    ]);
    expect(marksOf(after)).toMatchObject([{ line: 11, column: 3 }]);
});
