import { describe, expect, it } from 'vitest';

import type { FlowDocument, Problem } from './document';
import { emptyFlow } from './document';
import * as edits from './edits';
import { localProblems, unknownVariables } from './problems';
import { quickFixes } from './quick_fixes';
import { shipped, small, types } from './testing/flows';

const told = (doc: FlowDocument) => localProblems(doc, types).map(({ code, pointer }) => `${code} ${pointer}`);
const server = (code: string, pointer: string, message = '', node = ''): Problem => ({
    severity: 'error',
    code,
    node,
    pointer,
    message,
    fix: '',
});

describe('problems that need no server', () => {
    it('are none in the flows that are shipped', () => {
        for (const doc of Object.values(shipped)) {
            expect(told(doc)).toEqual([]);
            expect(unknownVariables(doc)).toEqual([]);
        }
        expect(told(small())).toEqual([]);
    });

    it('are told all at once, with the codes and pointers of the server', () => {
        let doc = edits.disconnect(small(), { node: 'welcome', output: 'sent' });
        doc = edits.connect(doc, { node: 'menu', output: 'gone' }, 'bye');
        doc = edits.setSetting(doc, 'menu', '/colour', 'red');
        doc = edits.setSetting(doc, 'note', '/text', undefined);
        doc = edits.setSetting(doc, 'note', '/visible', { bind: 'nobody' });
        doc = { ...doc, on_error: 'nowhere', nodes: { ...doc.nodes, odd: { type: 'no.such', next: { a: 'nobody' } } } };
        expect(told(doc).sort()).toEqual([
            'flow.binding_unresolved /nodes/note/settings/visible',
            'flow.missing_output /nodes/welcome/next/sent',
            'flow.missing_setting /nodes/note/settings/text',
            'flow.no_end /nodes/welcome',
            'flow.unknown_output /nodes/menu/next/gone',
            'flow.unknown_setting /nodes/menu/settings/colour',
            'flow.unknown_setting /nodes/note/settings/visible',
            'flow.unknown_target /nodes/odd/next/a',
            'flow.unknown_target /on_error',
            'flow.unknown_type /nodes/odd/type',
            'flow.unreachable /nodes/menu',
            'flow.unreachable /nodes/note',
            'flow.unreachable /nodes/odd',
        ]);
    });

    it('begin with a start that is missing, not with every node', () => {
        expect(told(edits.setStart(small(), ''))).toEqual(['flow.missing_setting /start']);
        expect(told(emptyFlow('new', 'New'))).toEqual(['flow.missing_setting /start']);
    });

    it('name variables that nothing sets', () => {
        const read = (text: string) => edits.setSetting(small(), 'welcome', '/text', text);
        expect(unknownVariables(read('{{vars.nmae}} {{vars.team}}'))).toEqual(['nmae']);
        const { document } = edits.addNode(read('{{vars.n}}'), {
            type: 'script.lua',
            settings: { code: 'ctx.vars.n = 1' },
        });
        expect(unknownVariables(document)).toEqual([]);
    });
});

/** Each of its fixes is tried; the problem must be gone and none of the same kind be new. */
function everyFixHelps(doc: FlowDocument, problem: Problem, isThere = has) {
    const fixes = quickFixes(doc, problem, types);
    expect(fixes.length).toBeGreaterThan(0);
    expect(isThere(doc, problem)).toBe(true);
    for (const fix of fixes) {
        expect(fix.name).toMatch(/\S/);
        expect(isThere(fix.apply(doc), problem), fix.name).toBe(false);
    }
    return fixes.map((fix) => fix.name);
}

const has = (doc: FlowDocument, problem: Problem) => told(doc).includes(`${problem.code} ${problem.pointer}`);

function problemOf(doc: FlowDocument, code: string): Problem {
    const found = localProblems(doc, types).find((one) => one.code === code);
    if (!found) {
        throw new Error(`expected ${code} but found ${told(doc).join(', ')}`);
    }
    return found;
}

const fixed = (doc: FlowDocument, code: string) => everyFixHelps(doc, problemOf(doc, code));

describe('a quick fix', () => {
    it('leads an output where its siblings lead, to the end, or to a new one', () => {
        const names = fixed(edits.disconnect(small(), { node: 'menu', output: 'sales' }), 'flow.missing_output');
        expect(names).toEqual(['Lead “sales” to “bye”', 'Lead “sales” to a new ending node']);
    });

    it('gives the wire of a renamed option back to it', () => {
        const doc = edits.setSetting(small(), 'menu', '/options/0', 'sale');
        expect(fixed(doc, 'flow.unknown_output')[0]).toBe('Make “sales” the wire of “sale”');
    });

    it('renames or removes a setting that the type does not know', () => {
        let doc = edits.setSetting(small(), 'menu', '/patiense', '5m');
        const [rename] = quickFixes(doc, problemOf(doc, 'flow.unknown_setting'), types);
        expect(rename?.apply(doc).nodes.menu?.settings?.patience).toBe('5m');
        fixed(doc, 'flow.unknown_setting');
        doc = edits.setSetting(small(), 'menu', '/colour', 'red');
        expect(fixed(doc, 'flow.unknown_setting')).toEqual(['Remove “colour”']);
    });

    it('binds a queue that is missing, to a binding that is there or a new one', () => {
        const next = { answered: 'bye', gave_up: 'bye' };
        const wish = { type: 'routing.enqueue', next, from: { node: 'menu', output: 'sales' } };
        const doc = edits.addNode(small(), wish).document;
        expect(fixed(doc, 'flow.missing_setting')).toEqual(['Bind “queue” to “queue”']);
        const bound = edits.setBinding(doc, 'sales_queue', { kind: 'queue' });
        expect(fixed(bound, 'flow.missing_setting')).toEqual(['Bind “queue” to “sales_queue”']);
        const unresolved = edits.setSetting(doc, 'enqueue', '/queue', { bind: 'fast' });
        const [declare] = quickFixes(unresolved, problemOf(unresolved, 'flow.binding_unresolved'), types);
        expect(declare?.apply(unresolved).bindings).toEqual({ fast: { kind: 'queue' } });
        fixed(unresolved, 'flow.binding_unresolved');
    });

    it('says where the flow starts', () => {
        expect(fixed(edits.setStart(small(), ''), 'flow.missing_setting')).toEqual(['Start at “welcome”']);
        fixed(edits.setStart(small(), 'welcom'), 'flow.unknown_target');
        const untriggered = { ...small(), trigger: undefined };
        fixed(untriggered, 'flow.missing_setting');
    });

    it('mends whatever leads nowhere', () => {
        const doc = small();
        fixed({ ...doc, on_error: 'by' }, 'flow.unknown_target');
        fixed({ ...doc, on_cancel: 'nowhere' }, 'flow.unknown_target');
        fixed({ ...doc, hooks: [{ on: 'a.b', to: 'nowhere' }] }, 'flow.unknown_target');
        const wrong = { ...doc.nodes.note, type: 'conversation.note', next: { done: 'bey' } };
        fixed({ ...doc, nodes: { ...doc.nodes, note: wrong } }, 'flow.unknown_target');
    });

    it('gives a race its join', () => {
        const wish = { type: 'control.race', settings: { join: 'nowhere' }, next: { a: 'bye' } };
        const doc = edits.addNode(small(), { ...wish, from: { node: 'menu', output: 'sales' } }).document;
        expect(fixed(doc, 'flow.unknown_target')).toEqual(['Add a join']);
        fixed(edits.setSetting(doc, 'race', '/join', undefined), 'flow.missing_setting');
    });

    it('removes a node that nothing leads to, or leads something to it', () => {
        let doc = edits.addNode(small(), { type: 'control.end' }).document;
        expect(fixed(doc, 'flow.unreachable')).toEqual(['Remove “end”']);
        doc = edits.disconnect(doc, { node: 'menu', output: 'sales' });
        expect(fixed(edits.removeNodes(doc, ['note']), 'flow.unreachable')[0]).toBe('Lead “menu: sales” to “end”');
    });

    it('ends a path that stops', () => {
        fixed(edits.disconnect(small(), { node: 'note', output: 'done' }), 'flow.no_end');
    });

    it('limits a wait and wires what happens then', () => {
        const wish = { type: 'control.wait_for_event', settings: { name: 'order.paid' }, next: { received: 'bye' } };
        const doc = edits.addNode(small(), { ...wish, from: { node: 'menu', output: 'sales' } }).document;
        const problem = problemOf(doc, 'flow.wait_without_timeout');
        everyFixHelps(doc, problem);
        expect(told(quickFixes(doc, problem, types)[0]?.apply(doc) ?? doc)).toEqual(['flow.unreachable /nodes/note']);
    });

    it('declares a variable that the server misses', () => {
        const doc = edits.setSetting(small(), 'welcome', '/text', '{{vars.name}}');
        const message = 'expected vars.name to be set before it is read but no path does so';
        const problem = server('flow.variable_unset', '/nodes/welcome/settings/text', message);
        everyFixHelps(doc, problem, (now) => unknownVariables(now).includes('name'));
        const typed = edits.setVariable(doc, 'name', { type: 'list' });
        expect(quickFixes(typed, problem, types)[0]?.apply(typed).variables?.name).toEqual({
            type: 'list',
            default: [],
        });
    });

    it('corrects a type by its name', () => {
        const doc = edits.changeType(small(), 'note', 'conversation.notes');
        expect(fixed(doc, 'flow.unknown_type')).toEqual(['Make it “conversation.note”', 'Remove “note”']);
    });

    it('stops a cycle, a hook on no event and a companion that talks', () => {
        const doc = edits.connect(small(), { node: 'note', output: 'done' }, 'welcome');
        const [wait] = quickFixes(doc, server('flow.cycle_without_wait', '/nodes/note', '', 'note'), types);
        const mended = wait?.apply(doc);
        expect(mended?.nodes.note?.next).toEqual({ done: 'wait' });
        expect(mended?.nodes.wait).toMatchObject({ type: 'control.wait', next: { done: 'welcome' } });
        const hook = quickFixes(doc, server('flow.hook_unknown', '/hooks/0/on'), types);
        expect(hook.map((fix) => 'hooks' in fix.apply(doc))).toEqual([false]);
        const talks = quickFixes(doc, server('flow.companion_talks', '/nodes/welcome/type', '', 'welcome'), types);
        expect(talks.map((fix) => 'welcome' in fix.apply(doc).nodes)).toEqual([false]);
    });

    it('is not offered for what is no more there', () => {
        expect(quickFixes(small(), server('flow.unknown_target', '/nodes/gone/next/a'), types)).toEqual([]);
        expect(quickFixes(small(), server('flow.unknown_setting', '/nodes/menu/settings/gone'), types)).toEqual([]);
        expect(quickFixes(small(), server('flow.no.such', '/start'), types)).toEqual([]);
    });
});
