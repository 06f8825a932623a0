import { describe, expect, it } from 'vitest';

import { diff, layoutDiff } from './diff';
import { diffLines, diffText, hunks } from './diff_text';
import * as edits from './edits';
import { flow, small } from './testing/flows';
import { random } from './testing/random';

const base = small();

describe('what changed', () => {
    it('is nothing when only boxes moved', () => {
        const moved = edits.moveNodes(base, { menu: [1, 2] });
        expect(diff(base, moved)).toEqual([]);
        expect(layoutDiff(base, moved)).toEqual([
            { kind: 'moved', what: 'node', id: 'menu', before: [200, 0], after: [1, 2] },
        ]);
    });

    it('is told unit by unit', () => {
        let after = edits.setTitle(base, 'menu', 'Choose');
        after = edits.setSetting(after, 'menu', '/options/1/label', 'Support');
        after = edits.disconnect(after, { node: 'menu', output: 'timeout' });
        after = edits.setVariable(after, 'team', { type: 'string', default: 'x' });
        after = edits.setHook(after, 0, { on: 'conversation.closed', to: 'note' });
        after = edits.setTrigger(after, { on: 'api' });
        after = edits.setBinding(after, 'q', { kind: 'queue' });
        after = edits.addNode(after, { type: 'control.end', id: 'end' }).document;
        expect(diff(base, after).map(({ kind, what, pointer }) => `${kind} ${what} ${pointer}`)).toEqual([
            'changed trigger /trigger/on',
            'changed variable /variables/team',
            'added binding /bindings/q',
            'changed hook /hooks/0',
            'added node /nodes/end',
            'changed node /nodes/menu/title',
            'changed setting /nodes/menu/settings/options/support',
            'removed wire /nodes/menu/next/timeout',
        ]);
    });

    it('knows an order as an order', () => {
        const options = base.nodes.menu?.settings?.options as unknown[];
        const turned = edits.setSetting(base, 'menu', '/options', options.toReversed());
        expect(diff(base, turned)).toEqual([
            {
                kind: 'moved',
                what: 'setting',
                node: 'menu',
                pointer: '/nodes/menu/settings/options',
                before: ['sales', 'support'],
                after: ['support', 'sales'],
            },
        ]);
    });

    it('takes an expression for one value', () => {
        const computed = edits.setSetting(base, 'welcome', '/text', { expr: 'vars.a' });
        const bound = edits.setSetting(base, 'welcome', '/text', { bind: 'a' });
        expect(diff(computed, bound)).toMatchObject([{ kind: 'changed', pointer: '/nodes/welcome/settings/text' }]);
    });
});

describe('the text of a difference', () => {
    it('leaves both texts as they are and shows the lines that differ', () => {
        const lines = diffText(flow('triage'), edits.setTitle(flow('triage'), 'hours', 'Open?'));
        expect(lines.filter((line) => line.kind !== 'same').map((line) => line.text.trim())).toEqual([
            '"title": "Are we open?",',
            '"title": "Open?",',
        ]);
        expect(hunks(lines).filter((line) => line === undefined).length).toBe(2);
        expect(hunks(lines).length).toBeLessThan(12);
    });

    it('is always a way from the one to the other', () => {
        for (let seed = 1; seed <= 200; ++seed) {
            const r = random(seed);
            const some = () => Array.from({ length: r.number(12) }, () => r.pick(['a', 'b', 'c']));
            const [before, after] = [some(), some()];
            const lines = diffLines(before, after);
            expect(lines.filter((line) => line.kind !== 'added').map((line) => line.text)).toEqual(before);
            expect(lines.filter((line) => line.kind !== 'removed').map((line) => line.text)).toEqual(after);
            expect(lines.every((line) => line.before === undefined || before[line.before - 1] === line.text)).toBe(
                true,
            );
        }
    });
});
