import { describe, expect, it } from 'vitest';

import { copy, duplicate, paste, readClip } from './clipboard';
import { emptyFlow } from './document';
import * as edits from './edits';
import { flow, shipped, small, types } from './testing/flows';

describe('copied nodes', () => {
    it('are pasted under new ids, wired among themselves and to nobody else', () => {
        const { document, ids } = paste(small(), copy(small(), ['menu', 'note']), [1000, 500]);
        expect(ids).toEqual(['menu_2', 'note_2']);
        expect(document.nodes.menu_2?.next).toEqual({ sales: 'note_2' });
        expect(document.nodes.note_2).toEqual({
            type: 'conversation.note',
            settings: { text: 'Chose {{node.menu_2.choice}}.' },
        });
        expect(document.layout?.nodes).toMatchObject({ menu_2: [1000, 580], note_2: [1200, 500] });
        expect(document.nodes.menu).toEqual(small().nodes.menu);
    });

    it('bring the variables and bindings that they name, unless these are there', () => {
        const there = edits.setVariable(emptyFlow('other', 'Other'), 'team', { default: 'sales' });
        const { document } = paste(there, copy(flow('triage'), ['hours', 'welcome']), [0, 0]);
        expect(document.bindings).toEqual({ calendar: { kind: 'calendar' } });
        expect(document.variables).toEqual({ team: { default: 'sales' } });
        expect(document.start).toBe('hours');
    });

    it('may be a whole flow', () => {
        const text = JSON.stringify(flow('triage'));
        const { document, ids } = paste(emptyFlow('copy', 'Copy'), text, [0, 0], { types });
        expect(ids).toEqual(Object.keys(flow('triage').nodes));
        expect(document.nodes).toEqual(flow('triage').nodes);
        expect(Object.keys(shipped)).toContain('triage');
    });

    it('keep a join that is among them and lose one that is not', () => {
        const both = readClip(copy(flow('triage'), ['first_of', 'enough']));
        expect(both?.nodes.first_of?.settings).toEqual({ join: 'enough' });
        expect(readClip(copy(flow('triage'), ['first_of']))?.nodes.first_of?.settings).toEqual({});
    });

    it('are duplicated a little beside', () => {
        const { document, ids } = duplicate(small(), ['note', 'nobody']);
        expect(ids).toEqual(['note_2']);
        expect(document.layout?.nodes?.note_2).toEqual([440, -40]);
    });
});

describe('any other text', () => {
    it('changes nothing', () => {
        const before = small();
        for (const text of [
            '',
            'hello',
            '{}',
            '{"format":"millrace.clip/1"}',
            '[1]',
            '{"format":"millrace.clip/9","nodes":{}}',
        ]) {
            expect(paste(before, text, [0, 0])).toEqual({ document: before, ids: [] });
        }
    });

    it('is taken over only as far as a node may have it', () => {
        const clip = readClip(
            JSON.stringify({
                format: 'millrace.clip/1',
                nodes: {
                    good: { type: 'control.end', title: 7, color: 'red', next: { a: 'good', b: 3 } },
                    'not a key': { type: 'control.end' },
                    bad: { title: 'no type' },
                },
                places: { good: [1, 'x'] },
                bindings: { q: 'queue' },
            }),
        );
        expect(clip).toEqual({
            format: 'millrace.clip/1',
            nodes: { good: { type: 'control.end', next: { a: 'good' } } },
            places: {},
            variables: {},
            bindings: {},
        });
    });
});
