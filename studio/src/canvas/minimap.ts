import type { CanvasNode } from './elements';
import { categoryColor } from './category';

export function miniColor(node: CanvasNode): string {
    if (node.type === 'note') {
        return 'var(--mantine-color-yellow-4)';
    }
    if (node.type !== 'step') {
        return 'transparent';
    }
    if (node.data.problems.some((problem) => problem.severity === 'error')) {
        return 'var(--mantine-color-red-6)';
    }
    return `var(--mantine-color-${categoryColor(node.data.type?.category ?? '')}-5)`;
}
