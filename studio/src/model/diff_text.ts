// The canonical texts of two flows, line against line, as programmers compare files.

import { canonical, withoutLayout } from './canonical';
import type { FlowDocument } from './document';

export interface DiffLine {
    kind: 'same' | 'added' | 'removed';
    text: string;
    /** Numbers from 1, of the side that has the line. */
    before?: number;
    after?: number;
}

export function diffText(before: FlowDocument, after: FlowDocument): DiffLine[] {
    return diffLines(canonical(withoutLayout(before)).split('\n'), canonical(withoutLayout(after)).split('\n'));
}

/** Only what changed, with some lines around it; undefined stands for lines that are left out. */
export function hunks(lines: DiffLine[], around = 3): (DiffLine | undefined)[] {
    const shown = new Set<number>();
    lines.forEach((line, i) => {
        for (let near = i - around; line.kind !== 'same' && near <= i + around; ++near) {
            shown.add(near);
        }
    });
    return lines.flatMap((line, i): (DiffLine | undefined)[] =>
        shown.has(i) ? [line] : shown.has(i - 1) || i === 0 ? [undefined] : [],
    );
}

/** Myers' shortest edit script between the ends that are equal anyway. */
export function diffLines(before: string[], after: string[]): DiffLine[] {
    let head = 0;
    while (head < before.length && head < after.length && before[head] === after[head]) {
        ++head;
    }
    let tail = 0;
    const most = Math.min(before.length, after.length) - head;
    while (tail < most && before[before.length - 1 - tail] === after[after.length - 1 - tail]) {
        ++tail;
    }
    const lines: DiffLine[] = [];
    let [a, b] = [0, 0];
    const same = () => lines.push({ kind: 'same', text: before[a] ?? '', before: ++a, after: ++b });
    const removed = () => lines.push({ kind: 'removed', text: before[a] ?? '', before: ++a });
    const added = () => lines.push({ kind: 'added', text: after[b] ?? '', after: ++b });
    const steps = { same, removed, added };
    for (let i = 0; i < head; ++i) {
        same();
    }
    for (const step of script(before.slice(head, before.length - tail), after.slice(head, after.length - tail))) {
        steps[step]();
    }
    for (let i = 0; i < tail; ++i) {
        same();
    }
    return lines;
}

/** So many differences are looked for; beyond them the middle is shown as wholly replaced. */
const differencesMax = 1000;

function script(a: string[], b: string[]): ('same' | 'added' | 'removed')[] {
    const replaced = () => [...a.map(() => 'removed' as const), ...b.map(() => 'added' as const)];
    if (a.length === 0 || b.length === 0) {
        return replaced();
    }
    const furthest = new Map<number, number>([[1, 0]]);
    const trail: Map<number, number>[] = [];
    for (let d = 0; d <= Math.min(a.length + b.length, differencesMax); ++d) {
        trail.push(new Map(furthest));
        for (let k = -d; k <= d; k += 2) {
            let x = goesDown(furthest, k, d) ? (furthest.get(k + 1) ?? 0) : (furthest.get(k - 1) ?? 0) + 1;
            while (x < a.length && x - k < b.length && a[x] === b[x - k]) {
                ++x;
            }
            furthest.set(k, x);
            if (x >= a.length && x - k >= b.length) {
                return wayBack(trail, a.length, b.length);
            }
        }
    }
    return replaced();
}

function goesDown(furthest: Map<number, number>, k: number, d: number): boolean {
    return k === -d || (k !== d && (furthest.get(k - 1) ?? -1) < (furthest.get(k + 1) ?? -1));
}

function wayBack(trail: Map<number, number>[], x: number, y: number): ('same' | 'added' | 'removed')[] {
    const steps: ('same' | 'added' | 'removed')[] = [];
    for (let d = trail.length - 1; d >= 0; --d) {
        const furthest = trail[d] as Map<number, number>;
        const k = x - y;
        const from = goesDown(furthest, k, d) ? k + 1 : k - 1;
        const fromX = furthest.get(from) ?? 0;
        const fromY = fromX - from;
        while (x > fromX && y > fromY) {
            steps.push('same');
            --x;
            --y;
        }
        if (d > 0) {
            steps.push(x === fromX ? 'added' : 'removed');
        }
        [x, y] = [fromX, fromY];
    }
    return steps.reverse();
}
