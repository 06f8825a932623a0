import { describe, expect, it } from 'vitest';

import * as edits from './edits';
import * as history from './history';
import { flow, small } from './testing/flows';

const typed = (so_far: history.History, title: string) =>
    history.act(so_far, 'title', edits.setTitle(so_far.present, 'menu', title), { merge: 'title:menu' });

describe('a history', () => {
    it('goes back and forth, and says what it would take back', () => {
        const before = small();
        let now = history.act(history.begin(before), 'remove', edits.removeNodes(before, ['note']));
        expect(history.undoName(now)).toBe('remove');
        const after = now.present;
        now = history.undo(now);
        expect(now.present).toBe(before);
        expect([history.canUndo(now), history.redoName(now)]).toEqual([false, 'remove']);
        now = history.redo(now);
        expect(now.present).toBe(after);
        expect(history.redo(now)).toBe(now);
    });

    it('forgets the undone when something else is done', () => {
        const before = small();
        let now = history.undo(history.act(history.begin(before), 'start', edits.setStart(before, 'menu')));
        now = typed(now, 'Choose');
        expect(history.canRedo(now)).toBe(false);
    });

    it('takes back as one what was typed in one field, until the field is left', () => {
        let now = history.begin(small());
        for (const title of ['C', 'Ch', 'Choose']) {
            now = typed(now, title);
        }
        expect(now.past).toHaveLength(1);
        now = typed(history.settle(now), 'Choose one');
        expect(now.past).toHaveLength(2);
        expect(history.undo(now).present.nodes.menu?.title).toBe('Choose');
    });

    it('does not add to an edit that was undone', () => {
        let now = typed(typed(history.begin(small()), 'C'), 'Ch');
        now = typed(history.undo(now), 'X');
        expect(history.undo(now).present).toEqual(small());
        expect(now.past).toHaveLength(1);
    });

    it('has nothing to take back when nothing changed', () => {
        const begun = history.begin(small());
        expect(history.act(begun, 'start', edits.setStart(begun.present, 'welcome'))).toBe(begun);
        expect(history.canUndo(typed(typed(begun, 'C'), ''))).toBe(false);
    });

    it('remembers so many steps and no more', () => {
        let now = history.begin(small());
        for (let i = 0; i < history.entriesMax + 50; ++i) {
            now = history.act(now, 'move', edits.moveNodes(now.present, { menu: [i + 1, 1] }));
        }
        expect(now.past).toHaveLength(history.entriesMax);
    });

    it('survives a reload, with all its steps', () => {
        let now = history.begin(flow('triage'));
        now = history.act(now, 'remove', edits.removeNodes(now.present, ['welcome']));
        now = typed(now, 'none such');
        now = history.act(now, 'move', edits.moveNodes(now.present, { hours: [1, 2] }));
        now = history.act(now, 'variable', edits.removeVariable(now.present, 'team'));
        now = history.undo(now);
        const text = history.serialise(now);
        const again = history.parse(text);
        expect(again).toEqual({ ...now, open: undefined });
        expect(text.length).toBeLessThan(2 * JSON.stringify(now.present).length);
    });

    it('that is too long for the browser loses its oldest steps only', () => {
        let now = history.begin(small());
        for (let i = 0; i < 30; ++i) {
            now = history.act(now, 'text', edits.setSetting(now.present, 'note', '/text', `${i}`.padEnd(100_000, 'x')));
        }
        const again = history.parse(history.serialise(now));
        expect(again?.present).toEqual(now.present);
        expect(again?.past.length).toBeGreaterThan(5);
        expect(again?.past.length).toBeLessThan(30);
        expect(again?.past.at(-1)).toEqual(now.past.at(-1));
    });

    it('that nobody can read is none', () => {
        expect(history.parse(null)).toBeUndefined();
        expect(history.parse('{"format":"other"}')).toBeUndefined();
        expect(history.parse('{"format":"millrace.history/1","present":{"nodes":{}},"past":7}')).toBeUndefined();
    });
});
