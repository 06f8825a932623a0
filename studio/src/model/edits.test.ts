import { describe, expect, it } from 'vitest';

import { emptyFlow, targetOf } from './document';
import * as edits from './edits';
import { begin, idsEver } from './history';
import { small, types } from './testing/flows';

/** Freezes all the way down: an edit that changes its input throws. */
function frozen<T>(value: T): T {
    if (typeof value === 'object' && value !== null) {
        Object.values(value).forEach(frozen);
        Object.freeze(value);
    }
    return value;
}

const flow = () => frozen(small());

describe('adding a node', () => {
    it('makes the first one the start', () => {
        const { document, id } = edits.addNode(emptyFlow('new', 'New'), {
            type: 'conversation.send',
            at: [10.4, 20.6],
        });
        expect(id).toBe('send');
        expect(document.start).toBe('send');
        expect(document.layout).toEqual({ nodes: { send: [10, 21] } });
    });

    it('draws the wire it was dragged from and leaves all other nodes as they are', () => {
        const before = flow();
        const { document, id } = edits.addNode(before, {
            type: 'conversation.close',
            from: { node: 'menu', output: 'timeout' },
        });
        expect(document.nodes.menu?.next?.timeout).toBe(id);
        expect(document.nodes.welcome).toBe(before.nodes.welcome);
        expect(document.nodes.bye).toBe(before.nodes.bye);
    });

    it('gives readable ids that are not used again, nor named by anything', () => {
        const first = edits.addNode(flow(), { type: 'conversation.note' });
        expect(first.id).toBe('note_2');
        const removed = edits.removeNodes(first.document, ['note_2']);
        expect(edits.addNode(removed, { type: 'conversation.note', avoid: idsEver(begin(first.document)) }).id).toBe(
            'note_3',
        );
        const read = edits.setSetting(removed, 'welcome', '/text', 'You chose {{node.note_2.text}}.');
        expect(edits.addNode(read, { type: 'conversation.note' }).id).toBe('note_3');
    });

    it('keeps an id that was wished for, unless it is taken', () => {
        expect(edits.addNode(flow(), { type: 'control.end', id: 'goodbye' }).id).toBe('goodbye');
        expect(edits.addNode(flow(), { type: 'control.end', id: 'bye' }).id).toBe('bye_2');
    });
});

describe('removing nodes', () => {
    it('takes along the wires, hooks, places and groups that lead to them', () => {
        const document = edits.removeNodes(flow(), ['bye', 'menu', 'welcome', 'nobody']);
        expect(document.nodes).toStrictEqual({
            note: { type: 'conversation.note', settings: { text: 'Chose {{node.menu.choice}}.' } },
        });
        expect(document.start).toBe('');
        expect('hooks' in document).toBe(false);
        expect(document.layout).toEqual({ nodes: { note: [400, -80] } });
    });

    it('takes along the routes, and the name of a join', () => {
        let document = edits.setOnCancel(edits.setOnError(flow(), 'bye'), 'bye');
        document = edits.addNode(document, { type: 'control.race', id: 'race', settings: { join: 'bye' } }).document;
        document = edits.removeNodes(document, ['bye']);
        expect([document.on_error, document.on_cancel, document.nodes.race]).toEqual([
            undefined,
            undefined,
            { type: 'control.race' },
        ]);
    });

    it('does nothing for ids that are not there', () => {
        const before = flow();
        expect(edits.removeNodes(before, ['nobody'])).toBe(before);
    });
});

describe('wires', () => {
    it('are drawn, drawn anew and removed', () => {
        const drawn = edits.connect(flow(), { node: 'menu', output: 'sales' }, 'bye');
        expect(targetOf(drawn, { node: 'menu', output: 'sales' })).toBe('bye');
        const gone = edits.disconnect(drawn, { node: 'welcome', output: 'sent' });
        expect(gone.nodes.welcome && 'next' in gone.nodes.welcome).toBe(false);
    });

    it('lead only to nodes that are there', () => {
        const before = flow();
        expect(edits.connect(before, { node: 'menu', output: 'sales' }, 'nobody')).toBe(before);
        expect(edits.connect(before, { node: 'nobody', output: 'sent' }, 'bye')).toBe(before);
        expect(edits.connect(before, { node: 'menu', output: 'sales' }, 'note')).toBe(before);
        expect(edits.disconnect(before, { node: 'menu', output: 'toString' })).toBe(before);
    });

    it('take a node between two others, half way', () => {
        const { document, id } = edits.insertOnWire(
            flow(),
            { node: 'welcome', output: 'sent' },
            'conversation.tag',
            types,
        );
        expect(document.nodes.welcome?.next).toEqual({ sent: id });
        expect(document.nodes[id]?.next).toEqual({ done: 'menu' });
        expect(document.layout?.nodes?.[id]).toEqual([100, 0]);
    });
});

describe('settings', () => {
    it('change at their pointer and nowhere else', () => {
        const before = flow();
        const after = edits.setSetting(before, 'menu', '/options/1/label', 'Support');
        expect(after.nodes.menu?.settings?.options).toEqual(['sales', { value: 'support', label: 'Support' }]);
        expect(after.nodes.menu?.next).toBe(before.nodes.menu?.next);
        expect(edits.setSetting(before, 'welcome', '/text', 'Hello.')).toBe(before);
    });

    it('are removed by undefined, also out of a list, and leave no empty settings', () => {
        const shorter = edits.setSetting(flow(), 'menu', '/options/0', undefined);
        expect(shorter.nodes.menu?.settings?.options).toEqual([{ value: 'support', label: 'Help' }]);
        const none = edits.setSetting(flow(), 'welcome', '/text', undefined);
        expect(none.nodes.welcome).toEqual({ type: 'conversation.send', next: { sent: 'menu' } });
    });

    it('make maps on the way and append with -', () => {
        const document = edits.setSetting(flow(), 'bye', '/result/a~1b/n', 1);
        expect(document.nodes.bye?.settings).toEqual({ result: { 'a/b': { n: 1 } } });
        const longer = edits.setSetting(flow(), 'menu', '/options/-', 'billing');
        expect((longer.nodes.menu?.settings?.options as unknown[]).at(-1)).toBe('billing');
    });

    it('of an option that gets another value take its wire along', () => {
        const renamed = edits.renameOption(flow(), 'menu', 1, 'help');
        expect(renamed.nodes.menu?.settings?.options).toEqual(['sales', { value: 'help', label: 'Help' }]);
        expect(renamed.nodes.menu?.next).toEqual({ sales: 'note', help: 'bye', no_match: 'bye', timeout: 'bye' });
        const removed = edits.removeOption(flow(), 'menu', 0);
        expect(Object.keys(removed.nodes.menu?.next ?? {})).toEqual(['support', 'no_match', 'timeout']);
    });

    it('that another type does not know are left behind, and its wires with them', () => {
        const ask = edits.changeType(flow(), 'menu', 'conversation.ask', types);
        expect(ask.nodes.menu).toEqual({
            type: 'conversation.ask',
            settings: { text: 'What is it about?' },
            next: { timeout: 'bye' },
        });
    });
});

describe('renaming a node', () => {
    it('is followed by wires, hooks, places, groups and what expressions read', () => {
        const document = edits.renameNode(edits.setOnError(flow(), 'menu'), 'menu', 'choice', types);
        expect(document.nodes.welcome?.next).toEqual({ sent: 'choice' });
        expect(document.nodes.note?.settings?.text).toBe('Chose {{node.choice.choice}}.');
        expect(document.on_error).toBe('choice');
        expect(document.layout?.nodes?.choice).toEqual([200, 0]);
        expect(document.layout?.groups?.[0]?.nodes).toEqual(['welcome', 'choice']);
        expect(Object.keys(document.nodes)).toEqual(['welcome', 'choice', 'note', 'bye']);
    });

    it('is followed in conditions and scripts, but not in what only looks like it', () => {
        let document = flow();
        const add = (id: string, type: string, settings: Record<string, unknown>) => {
            document = edits.addNode(document, { type, id, settings }).document;
        };
        add('branch', 'control.branch', { when: "node.menu.choice == 'a' and node['menu'].text and node.menu_2.x" });
        add('lua', 'script.lua', { code: 'return ctx.node.menu.choice .. mynode.menu' });
        add('http', 'integration.http', { url: 'https://node.menu.example/x' });
        add('send', 'conversation.send', { text: 'Say node.menu to {{node.menu.text}}' });
        const renamed = edits.renameNode(document, 'menu', 'm', types).nodes;
        expect(renamed.branch?.settings?.when).toBe("node.m.choice == 'a' and node['m'].text and node.menu_2.x");
        expect(renamed.lua?.settings?.code).toBe('return ctx.node.m.choice .. mynode.menu');
        expect(renamed.http?.settings?.url).toBe('https://node.menu.example/x');
        expect(renamed.send?.settings?.text).toBe('Say node.menu to {{node.m.text}}');
    });

    it('to an id that is taken, or is none, changes nothing', () => {
        const before = flow();
        expect(edits.renameNode(before, 'menu', 'bye')).toBe(before);
        expect(edits.renameNode(before, 'menu', 'Not a key')).toBe(before);
    });
});

describe('what belongs to the flow', () => {
    it('keeps only what says something', () => {
        const document = edits.setTrigger(flow(), { on: 'api', when: '', priority: 0 });
        expect(document.trigger).toEqual({ on: 'api' });
        expect(edits.setTrigger(document, { on: 'api' })).toBe(document);
        expect('variables' in edits.removeVariable(document, 'team')).toBe(false);
        expect(edits.setVariable(document, 'team', { type: 'string' })).toBe(document);
        expect(edits.setFlow(document, { description: 'Why.' }).description).toBe('Why.');
    });

    it('has hooks in their order', () => {
        let document = edits.addHook(flow(), {
            on: 'conversation.human_requested',
            to: 'note',
            when: '',
            repeat: false,
        });
        expect(document.hooks?.[1]).toEqual({ on: 'conversation.human_requested', to: 'note' });
        document = edits.setHook(document, 0, { on: 'conversation.closed', to: 'note', repeat: true });
        document = edits.removeHook(document, 1);
        expect(document.hooks).toEqual([{ on: 'conversation.closed', to: 'note', repeat: true }]);
        expect('hooks' in edits.removeHook(document, 0)).toBe(false);
        expect(edits.removeHook(document, 7)).toBe(document);
    });
});

describe('layout', () => {
    it('moves what is there, and a move to where it stands is none', () => {
        const before = flow();
        expect(edits.moveNodes(before, { menu: [200, 0], nobody: [1, 1] })).toBe(before);
        const after = edits.moveNodes(before, { menu: [210, 5] });
        expect(after.layout?.nodes?.menu).toEqual([210, 5]);
        expect(after.nodes).toBe(before.nodes);
    });

    it('has a node in one group at most', () => {
        const { document, id } = edits.addGroup(flow(), { title: 'End', nodes: ['menu', 'bye', 'nobody'] });
        expect(document.layout?.groups).toEqual([
            { id: 'group', title: 'Talk', nodes: ['welcome'] },
            { id, title: 'End', nodes: ['menu', 'bye'] },
        ]);
        const freed = edits.regroup(document, ['welcome'], undefined);
        expect(freed.layout?.groups?.map((group) => group.id)).toEqual([id]);
        expect(edits.removeGroup(freed, id).layout).toEqual({ nodes: small().layout?.nodes });
    });

    it('has notes', () => {
        const { document, id } = edits.addNote(flow(), { text: 'Ask Ana.', at: [1.2, 2.7] });
        const moved = edits.setNote(edits.moveNote(document, id, [5, 6]), id, 'Ask Bo.');
        expect(moved.layout?.notes).toEqual([{ id, text: 'Ask Bo.', at: [5, 6] }]);
        expect(edits.removeNote(moved, id).layout?.notes).toBeUndefined();
    });
});
