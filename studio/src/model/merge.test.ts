import { describe, expect, it } from 'vitest';

import { diff } from './diff';
import type { FlowDocument } from './document';
import * as edits from './edits';
import { isResolved, merge, resolve } from './merge';
import { small } from './testing/flows';

const base = small();
const optionsOf = (doc: FlowDocument) => doc.nodes.menu?.settings?.options;

describe('two people in one flow', () => {
    it('who change different settings of one node both get their way', () => {
        const mine = edits.setSetting(edits.setTitle(base, 'menu', 'Choose'), 'menu', '/patience', '5m');
        const theirs = edits.setSetting(base, 'menu', '/text', 'Which way?');
        const { document, conflicts } = merge(base, mine, theirs);
        expect(conflicts).toEqual([]);
        expect(document.nodes.menu).toMatchObject({
            title: 'Choose',
            settings: { patience: '5m', text: 'Which way?' },
        });
    });

    it('who change one text are asked, and see both', () => {
        const mine = edits.setSetting(base, 'welcome', '/text', 'Hi.');
        const merged = merge(base, mine, edits.setSetting(base, 'welcome', '/text', 'Good day.'));
        expect(merged.conflicts).toEqual([
            {
                pointer: '/nodes/welcome/settings/text',
                what: 'setting',
                node: 'welcome',
                base: 'Hello.',
                mine: 'Hi.',
                theirs: 'Good day.',
            },
        ]);
        expect(isResolved(merged)).toBe(false);
        const decided = resolve(merged, { pointer: '/nodes/welcome/settings/text' }, 'theirs');
        expect(decided.document.nodes.welcome?.settings?.text).toBe('Good day.');
        expect(isResolved(decided)).toBe(true);
        const again = resolve(decided, { pointer: '/nodes/welcome/settings/text' }, 'mine');
        expect(again.document.nodes.welcome?.settings?.text).toBe('Hi.');
    });

    it('may each change another option, and add one each', () => {
        let mine = edits.setSetting(base, 'menu', '/options/0', { value: 'sales', label: 'Buy' });
        mine = edits.setSetting(mine, 'menu', '/options/-', 'zebra');
        let theirs = edits.setSetting(base, 'menu', '/options/1/label', 'Support');
        theirs = edits.setSetting(theirs, 'menu', '/options/-', 'billing');
        const { document, conflicts } = merge(base, mine, theirs);
        expect(conflicts).toEqual([]);
        expect(optionsOf(document)).toEqual([
            { value: 'sales', label: 'Buy' },
            { value: 'support', label: 'Support' },
            'billing',
            'zebra',
        ]);
    });

    it('may put options in another order while somebody changes one; two orders are a conflict', () => {
        const [sales, support] = optionsOf(base) as unknown[];
        const turned = edits.setSetting(base, 'menu', '/options', [support, sales]);
        const changed = edits.setSetting(base, 'menu', '/options/0', { value: 'sales', label: 'Buy' });
        expect(optionsOf(merge(base, turned, changed).document)).toEqual([support, { value: 'sales', label: 'Buy' }]);
        const three = edits.setSetting(base, 'menu', '/options', ['a', 'b', 'c']);
        const one = edits.setSetting(base, 'menu', '/options', ['b', 'a', 'c']);
        const other = edits.setSetting(base, 'menu', '/options', ['a', 'c', 'b']);
        expect(merge(three, one, other).conflicts.map((conflict) => conflict.pointer)).toEqual([
            '/nodes/menu/settings/options',
        ]);
    });

    it('are asked about a node that one removed and the other changed; it comes back with all that led to it', () => {
        const mine = edits.removeNodes(base, ['note']);
        const theirs = edits.setNodeNote(base, 'note', 'For the agent.');
        const merged = merge(base, mine, theirs);
        expect(merged.conflicts).toMatchObject([{ pointer: '/nodes/note', what: 'node', mine: undefined }]);
        expect(merged.document.nodes.menu?.next?.sales).toBe('note');
        expect(resolve(merged, { pointer: '/nodes/note' }, 'mine').document).toEqual(mine);
        expect(resolve(merged, { pointer: '/nodes/note' }, 'theirs').document).toEqual(theirs);
    });

    it('are asked about a node that one removed and the other led a wire to', () => {
        const mine = edits.removeNodes(base, ['note']);
        const theirs = edits.connect(base, { node: 'menu', output: 'timeout' }, 'note');
        const merged = merge(base, mine, theirs);
        expect(merged.conflicts.map((conflict) => conflict.pointer)).toEqual(['/nodes/note']);
        expect(resolve(merged, { pointer: '/nodes/note' }, 'mine').document.nodes.menu?.next?.timeout).toBe('bye');
    });

    it('are not asked when a wire was led elsewhere before its node went', () => {
        const mine = edits.connect(base, { node: 'menu', output: 'sales' }, 'bye');
        const { document, conflicts } = merge(base, mine, edits.removeNodes(base, ['note']));
        expect(conflicts).toEqual([]);
        expect(document.nodes.menu?.next?.sales).toBe('bye');
    });

    it('may both add a node: of one name, mine gets another, and its wires follow', () => {
        const add = (text: string, output: string) =>
            edits.addNode(base, { type: 'conversation.tag', settings: { tag: text }, from: { node: 'menu', output } });
        const { document, conflicts, renamed } = merge(base, add('a', 'sales').document, add('b', 'timeout').document);
        expect(conflicts).toEqual([]);
        expect(renamed).toEqual({ tag: 'tag_2' });
        expect(document.nodes.menu?.next).toMatchObject({ sales: 'tag_2', timeout: 'tag' });
        expect([document.nodes.tag?.settings, document.nodes.tag_2?.settings]).toEqual([{ tag: 'b' }, { tag: 'a' }]);
    });

    it('may both add a hook, and each change another member of one', () => {
        const mine = edits.addHook(edits.setHook(base, 0, { on: 'conversation.closed', to: 'note' }), {
            on: 'a.b',
            to: 'bye',
        });
        const closed = { on: 'conversation.closed', to: 'bye', when: 'true' };
        const theirs = edits.addHook(edits.setHook(base, 0, closed), { on: 'a.b', to: 'note' });
        const { document, conflicts } = merge(base, mine, theirs);
        expect(conflicts).toEqual([]);
        expect(document.hooks).toHaveLength(3);
        expect(document.hooks?.[0]).toEqual({ on: 'conversation.closed', to: 'note', when: 'true' });
    });

    it('never quarrel about places: theirs counts where mine did not move', () => {
        const mine = edits.moveNodes(base, { menu: [1, 1] });
        const theirs = edits.addGroup(edits.moveNodes(base, { menu: [2, 2], note: [3, 3] }), {
            title: 'X',
            nodes: ['bye'],
        });
        const { document, conflicts } = merge(base, mine, theirs.document);
        expect(conflicts).toEqual([]);
        expect(document.layout?.nodes).toMatchObject({ menu: [1, 1], note: [3, 3] });
        expect(document.layout?.groups).toHaveLength(2);
    });

    it('see the merge as a change of the very document that was not touched', () => {
        const theirs = edits.setTitle(base, 'menu', 'Choose');
        expect(merge(base, base, theirs).document).toBe(theirs);
        expect(merge(base, theirs, base).document).toBe(theirs);
        expect(diff(base, merge(base, base, base).document)).toEqual([]);
    });
});
