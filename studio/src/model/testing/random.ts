// Random documents and random edits, from a seed: the same seed gives the same ones.

import type { FlowDocument, FlowNode } from '../document';
import { nodeOf } from '../document';
import * as edits from '../edits';
import { isMap } from '../pointer';

export type Random = {
    /** From 0 to less than `below`. */
    number(below: number): number;
    chance(of: number): boolean;
    pick<T>(from: readonly T[]): T;
};

/** Mulberry32: small, quick, and good enough to choose edits. */
export function random(seed: number): Random {
    let state = seed >>> 0;
    const next = () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let t = Math.imul(state ^ (state >>> 15), 1 | state);
        t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
        return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
    };
    const number = (below: number) => Math.floor(next() * below);
    return {
        number,
        chance: (of) => next() < of,
        pick: (from) => {
            if (from.length === 0) {
                throw new Error('expected something to pick from but found nothing');
            }
            return from[number(from.length)] as (typeof from)[number];
        },
    };
}

const outputs: Record<string, string[]> = {
    'conversation.send': ['sent'],
    'conversation.menu': ['sales', 'support', 'no_match', 'timeout'],
    'routing.enqueue': ['answered', 'gave_up', 'closed'],
    'control.set': ['done'],
    'control.race': ['one', 'two'],
    'control.join': ['done'],
    'control.end': [],
};
const typeNames = Object.keys(outputs);
const words = ['red', 'green', 'blue', 'white', 'black', 'grey'];
const events = ['message.received', 'conversation.closed', 'conversation.human_requested', 'timer.fired'];

export function randomFlow(r: Random, size = 5 + r.number(5)): FlowDocument {
    const ids = Array.from({ length: size }, (_, i) => `n${i}`);
    const nodes: Record<string, FlowNode> = {};
    for (const id of ids) {
        const type = r.pick(typeNames);
        const next = Object.fromEntries(
            (outputs[type] ?? []).flatMap((output) => (r.chance(0.8) ? [[output, r.pick(ids)]] : [])),
        );
        nodes[id] = { type, settings: randomSettings(r, type, ids), next };
    }
    return {
        format: 'millrace.flow/1',
        key: 'random',
        title: r.pick(words),
        trigger: { on: 'api' },
        variables: Object.fromEntries(['v0', 'v1', 'v2'].map((name) => [name, { default: r.pick(words) }])),
        start: 'n0',
        nodes,
        hooks: events.filter(() => r.chance(0.5)).map((on) => ({ on, to: r.pick(ids) })),
        ...(r.chance(0.5) ? { on_error: r.pick(ids) } : {}),
        layout: { nodes: Object.fromEntries(ids.map((id, i) => [id, [i * 200, 0]])) },
    };
}

function randomSettings(r: Random, type: string, ids: string[]): Record<string, unknown> {
    switch (type) {
        case 'conversation.menu':
            return { text: r.pick(words), options: ['sales', { value: 'support', label: r.pick(words) }, 'other'] };
        case 'control.set':
            return { values: { v0: "'x'", v1: '1' } };
        case 'control.race':
            return { join: r.pick(ids) };
        case 'routing.enqueue':
            return { queue: r.chance(0.5) ? { bind: 'queue' } : 'sales', patience: '5m' };
        default:
            return { text: r.pick(words) };
    }
}

/** An edit that can be done to any document: what it names may not be there. */
export type Edit =
    | { do: 'add'; id: string; type: string; from?: { node: string; output: string } }
    | { do: 'remove'; id: string }
    | { do: 'connect'; node: string; output: string; to: string }
    | { do: 'disconnect'; node: string; output: string }
    | { do: 'set'; id: string; pointer: string; value: unknown }
    | { do: 'option'; id: string; value: string; label: string }
    | { do: 'remove option'; id: string; value: string }
    | { do: 'turn options'; id: string; by: number }
    | { do: 'title' | 'note' | 'type' | 'rename'; id: string; text: string }
    | { do: 'start' | 'on_error' | 'on_cancel'; id: string }
    | { do: 'trigger'; member: 'when' | 'priority'; value: unknown }
    | { do: 'variable' | 'remove variable'; name: string; text: string }
    | { do: 'hook' | 'remove hook'; on: string; to: string; when: string }
    | { do: 'flow'; title?: string; description?: string }
    | { do: 'move'; id: string; at: [number, number] }
    | { do: 'group'; ids: string[] };

/** `side` names what is new, so that two sides make different things; now and then they make the same. */
export function randomEdit(r: Random, doc: FlowDocument, side: string): Edit {
    const ids = Object.keys(doc.nodes);
    // Often a menu, so that two sides meet in one list of options.
    const menus = ids.filter((one) => Array.isArray(doc.nodes[one]?.settings?.options));
    const id = menus.length > 0 && r.chance(0.3) ? r.pick(menus) : r.pick(ids);
    const output = r.pick([...(outputs[doc.nodes[id]?.type ?? ''] ?? []), 'more']);
    const fresh = r.chance(0.1) ? `same${r.number(3)}` : `${side}${r.number(100)}`;
    const text = r.pick(words);
    const kinds: (() => Edit)[] = [
        () => ({
            do: 'add',
            id: fresh,
            type: r.pick(typeNames),
            ...(r.chance(0.6) ? { from: { node: id, output } } : {}),
        }),
        () => ({ do: 'remove', id }),
        () => ({ do: 'connect', node: id, output, to: r.pick(ids) }),
        () => ({ do: 'disconnect', node: id, output }),
        () => ({
            do: 'set',
            id,
            pointer: r.pick(['/text', '/values/v0', '/values/v2', '/queue', '/patience']),
            value: text,
        }),
        () => ({ do: 'set', id, pointer: r.pick(['/text', '/queue']), value: r.pick([undefined, { expr: text }]) }),
        () => ({ do: 'option', id, value: r.pick(['sales', 'support', 'other', fresh]), label: text }),
        () => ({ do: 'remove option', id, value: r.pick(['sales', 'support']) }),
        () => ({ do: 'turn options', id, by: 1 + r.number(2) }),
        () => ({ do: r.pick(['title', 'note']), id, text }),
        () => ({ do: 'type', id, text: r.pick(typeNames) }),
        () => ({ do: 'rename', id, text: fresh }),
        () => ({ do: r.pick(['start', 'on_error', 'on_cancel']), id }),
        () =>
            r.pick<Edit>([
                { do: 'trigger', member: 'when', value: text },
                { do: 'trigger', member: 'priority', value: r.number(5) },
            ]),
        () => ({ do: r.pick(['variable', 'remove variable']), name: r.pick(['v0', 'v1', 'v2', fresh]), text }),
        () => ({ do: 'hook', on: r.pick([...events, `${fresh}.seen`]), to: id, when: text }),
        () => ({ do: 'remove hook', on: r.pick(events), to: id, when: '' }),
        () =>
            r.pick<Edit>([
                { do: 'flow', title: text },
                { do: 'flow', description: text },
            ]),
        () => ({ do: 'move', id, at: [r.number(1000), r.number(1000)] }),
        () => ({ do: 'group', ids: [id, r.pick(ids)] }),
    ];
    return r.pick(kinds)();
}

export function applyEdit(doc: FlowDocument, edit: Edit): FlowDocument {
    switch (edit.do) {
        case 'add':
            return nodeOf(doc, edit.id) ? doc : edits.addNode(doc, { ...edit, at: [5, 5] }).document;
        case 'remove':
            return edits.removeNodes(doc, [edit.id]);
        case 'connect':
            return edits.connect(doc, edit, edit.to);
        case 'disconnect':
            return edits.disconnect(doc, edit);
        case 'set':
            return edits.setSetting(doc, edit.id, edit.pointer, edit.value);
        case 'option': {
            const at = optionIndex(doc, edit.id, edit.value);
            const index = at < 0 ? '-' : String(at);
            return hasOptions(doc, edit.id)
                ? edits.setSetting(doc, edit.id, `/options/${index}`, { value: edit.value, label: edit.label })
                : doc;
        }
        case 'remove option':
            return edits.removeOption(doc, edit.id, optionIndex(doc, edit.id, edit.value));
        case 'turn options': {
            const options = nodeOf(doc, edit.id)?.settings?.options;
            const turned = Array.isArray(options) ? [...options.slice(edit.by), ...options.slice(0, edit.by)] : options;
            return edits.setSetting(doc, edit.id, '/options', turned);
        }
        case 'title':
            return edits.setTitle(doc, edit.id, edit.text);
        case 'note':
            return edits.setNodeNote(doc, edit.id, edit.text);
        case 'type':
            return edits.changeType(doc, edit.id, edit.text);
        case 'rename':
            return edits.renameNode(doc, edit.id, edit.text);
        case 'start':
            return edits.setStart(doc, edit.id);
        case 'on_error':
            return edits.setOnError(doc, edit.id);
        case 'on_cancel':
            return edits.setOnCancel(doc, edit.id);
        case 'trigger':
            return edits.setTrigger(doc, { on: 'api', ...doc.trigger, [edit.member]: edit.value });
        case 'variable':
            return edits.setVariable(doc, edit.name, { default: edit.text });
        case 'remove variable':
            return edits.removeVariable(doc, edit.name);
        case 'hook': {
            const { on, to, when } = edit;
            const index = (doc.hooks ?? []).findIndex((hook) => hook.on === on);
            if (!nodeOf(doc, to)) {
                return doc;
            }
            return index < 0 ? edits.addHook(doc, { on, to, when }) : edits.setHook(doc, index, { on, to, when });
        }
        case 'remove hook':
            return edits.removeHook(
                doc,
                (doc.hooks ?? []).findIndex((hook) => hook.on === edit.on),
            );
        case 'flow':
            return edits.setFlow(doc, edit);
        case 'move':
            return edits.moveNodes(doc, { [edit.id]: edit.at });
        case 'group':
            return edits.addGroup(doc, { title: 'Group', nodes: edit.ids }).document;
    }
}

function hasOptions(doc: FlowDocument, id: string): boolean {
    return Array.isArray(nodeOf(doc, id)?.settings?.options);
}

function optionIndex(doc: FlowDocument, id: string, value: string): number {
    const options = nodeOf(doc, id)?.settings?.options;
    return Array.isArray(options)
        ? options.findIndex((option: unknown) => (isMap(option) ? option.value : option) === value)
        : -1;
}

/** So many edits, each of something that is there when its turn comes; a few nodes stay. */
export function randomEdits(r: Random, doc: FlowDocument, side: string, count: number): Edit[] {
    const done: Edit[] = [];
    let now = doc;
    let removed = 0;
    while (done.length < count) {
        const edit = randomEdit(r, now, side);
        const next = applyEdit(now, edit);
        removed += edit.do === 'remove' ? 1 : 0;
        if (next !== now && !(edit.do === 'remove' && removed > 2)) {
            done.push(edit);
            now = next;
        }
    }
    return done;
}
