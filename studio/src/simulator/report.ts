// What a play of the tests says, and how it is painted. Free of React.

import type { Overlay } from '@/canvas';
import { request } from '@/api/request';
import { coverageOf, type CoverageOf, type FlowDocument, wireKey } from '@/model';

export interface Failing {
    line: number;
    column: number;
    source: string;
    expected: string;
    found: string;
    transcript: string[];
}

export interface CaseReport {
    name: string;
    line: number;
    passed: boolean;
    failed_in: string | null;
    failure: Failing | null;
}

export interface Complaint {
    line: number;
    column: number;
    message: string;
}

export interface Report {
    passed: boolean;
    counts: { cases: number; failed: number };
    cases: CaseReport[];
    complaints: Complaint[];
    coverage?: {
        nodes: { id: string; taken: boolean | number }[];
        wires: { node: string; output: string; taken: boolean | number }[];
    };
}

const playMs = 60_000;

export async function runTests(
    flowKey: string,
    body: { document: FlowDocument; text: string; only?: string },
): Promise<Report> {
    const path = `/api/flows/${encodeURIComponent(flowKey)}/tests/run`;
    return (await request<Report>('POST', path, { body, timeoutMs: playMs })).body;
}

/** Cases of a text with the lines on which they begin, for running one of them. */
export function casesIn(text: string): { name: string; line: number }[] {
    return text.split('\n').flatMap((line, at) => {
        const name = /^case\s+(.+?)\s*$/.exec(line)?.[1];
        return name === undefined ? [] : [{ name, line: at + 1 }];
    });
}

/** What is to be read at the lines of the text. */
export function marksOf(report: Report | null): { line: number; column: number; message: string }[] {
    if (!report) {
        return [];
    }
    const failures = report.cases.flatMap(({ failure }) => (failure ? [failure] : []));
    return [
        ...report.complaints,
        ...failures.map(({ line, column, expected, found }) => ({
            line,
            column,
            message: found ? `${expected} ≠ ${found}` : expected,
        })),
    ];
}

/** The cases of one play, taken into what was known of all. */
export function withCases(before: Report | null, after: Report): Report {
    const played = new Set(after.cases.map(({ name }) => name));
    const kept = (before?.cases ?? []).filter(({ name }) => !played.has(name));
    const cases = [...kept, ...after.cases].sort((a, b) => a.line - b.line);
    const failed = cases.filter(({ passed }) => !passed).length;
    return {
        passed: failed === 0 && after.complaints.length === 0,
        counts: { cases: cases.length, failed },
        cases,
        complaints: after.complaints,
        coverage: before?.coverage, // one case alone says nothing of what all of them come to
    };
}

export function coveredBy(document: FlowDocument, report: Report): CoverageOf | null {
    const { coverage } = report;
    if (!coverage) {
        return null;
    }
    return coverageOf(document, {
        nodes: coverage.nodes.map(({ id, taken }) => ({ id, taken: Number(taken) })),
        wires: coverage.wires.map(({ node, output, taken }) => ({ node, output, taken: Number(taken) })),
    });
}

/** What no case comes to stands out; the rest is as it is. */
export function coverageOverlay(document: FlowDocument, covered: CoverageOf): Overlay {
    const overlay: Overlay = { nodes: {}, wires: {} };
    for (const id of Object.keys(document.nodes)) {
        overlay.nodes[id] = { covered: !covered.untakenNodes.includes(id) };
    }
    for (const id of covered.wires.keys()) {
        overlay.wires[id] = { covered: true };
    }
    for (const wire of covered.untakenWires) {
        overlay.wires[wireKey(wire)] = { covered: false };
    }
    return overlay;
}
