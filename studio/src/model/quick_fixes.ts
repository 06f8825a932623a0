// What one click can do about a problem, local or the server's. Each fix is an edit with a name; the best comes first.

import { words } from '../words';
import type { FlowDocument, Place, Problem } from './document';
import { nodeOf, reachableOf, targetOf, wiresOf } from './document';
import * as edits from './edits';
import type { NodeTypes } from './node_types';
import { ends, fieldsOf, kindAt } from './node_types';
import { outputsOf, settingOfTimeout } from './outputs';
import { at, split } from './pointer';
import { bindingOf } from './problems';
import { nearest } from './search';

export interface QuickFix {
    /** As it is offered. */
    name: string;
    apply(doc: FlowDocument): FlowDocument;
}

const say = words.problems.fixes;

interface Case {
    doc: FlowDocument;
    problem: Problem;
    types: NodeTypes;
    /** The node's id, and the steps below it. */
    id: string;
    steps: string[];
}

/** None when the problem is no more there, or only a person can mend it. */
export function quickFixes(doc: FlowDocument, problem: Problem, types: NodeTypes): QuickFix[] {
    const all = split(problem.pointer);
    const isNode = all[0] === 'nodes' && all[1] !== undefined;
    const id = isNode ? (all[1] ?? '') : problem.node;
    const fixes = byCode[problem.code]?.({ doc, problem, types, id, steps: isNode ? all.slice(2) : all }) ?? [];
    return fixes.filter((fix) => fix.apply(doc) !== doc);
}

const byCode: Record<string, (one: Case) => QuickFix[]> = {
    'flow.missing_output': missingOutput,
    'flow.unknown_output': unknownOutput,
    'flow.unknown_setting': unknownSetting,
    'flow.missing_setting': missingSetting,
    'flow.unknown_target': unknownTarget,
    'flow.unknown_type': unknownType,
    'flow.unreachable': unreachable,
    'flow.no_end': noEnd,
    'flow.wait_without_timeout': waitWithoutTimeout,
    'flow.variable_unset': variableUnset,
    'flow.binding_unresolved': bindingUnresolved,
    'flow.cycle_without_wait': cycleWithoutWait,
    'flow.hook_unknown': ({ doc, steps }) => removeHook(doc, Number(steps[1])),
    'flow.companion_talks': ({ id }) => [removeNode(id)],
};

/** Where siblings lead, then where the flow ends, then a new ending node. */
function missingOutput({ doc, id, steps, types }: Case): QuickFix[] {
    const output = steps[1];
    if (output === undefined) {
        return [];
    }
    const siblings = Object.values(nodeOf(doc, id)?.next ?? {}).filter((to) => nodeOf(doc, to));
    const existing = [...new Set([...siblings, ...endsOf(doc, types)])].filter((to) => to !== id).slice(0, 4);
    return [...existing.map((to) => connect(id, output, to)), connectNew(doc, id, [output])];
}

function connect(node: string, output: string, to: string): QuickFix {
    return { name: say.connect(output, to), apply: (doc) => edits.connect(doc, { node, output }, to) };
}

function connectNew(doc: FlowDocument, node: string, outputs: string[]): QuickFix {
    return {
        name: say.connectNew(outputs.join(', ')),
        apply: (now) => {
            const { document, id } = edits.addNode(now, { type: 'control.end', at: beside(doc, node) });
            return outputs.reduce((so_far, output) => edits.connect(so_far, { node, output }, id), document);
        },
    };
}

function beside(doc: FlowDocument, id: string): Place | undefined {
    const place = doc.layout?.nodes?.[id];
    return place && [place[0] + 280, place[1] + 120];
}

function endsOf(doc: FlowDocument, types: NodeTypes): string[] {
    return Object.keys(doc.nodes).filter((id) => ends(types.get(doc.nodes[id]?.type ?? '')));
}

/** The wire of an output that was renamed, perhaps: then it belongs to one that has none. */
function unknownOutput({ doc, id, steps, types }: Case): QuickFix[] {
    const output = steps[1] ?? '';
    const free = outputsOf(doc, id, types).filter((one) => !one.isUnknown && !one.to);
    const likely = nearest(output, free.map((one) => one.key)) ?? free.find((one) => one.isRequired)?.key;
    const rename: QuickFix[] = likely
        ? [
              {
                  name: say.renameOutput(output, likely),
                  apply: (now) => edits.renameOutput(now, { node: id, output }, likely),
              },
          ]
        : [];
    return [...rename, disconnect(id, output)];
}

function disconnect(node: string, output: string): QuickFix {
    return { name: say.disconnect(output), apply: (doc) => edits.disconnect(doc, { node, output }) };
}

function unknownSetting({ doc, id, steps, types }: Case): QuickFix[] {
    const [, key] = steps;
    if (steps[0] !== 'settings' || key === undefined) {
        return [];
    }
    const pointer = `/${steps.slice(1).join('/')}`;
    const remove = { name: say.removeSetting(key), apply: setter(id, pointer, undefined) };
    const node = nodeOf(doc, id);
    const fields = fieldsOf(types.get(node?.type ?? '')?.settings_schema ?? {});
    const likely = nearest(key, fields.map((field) => field.key).filter((name) => node?.settings?.[name] === undefined));
    if (likely === undefined || steps.length > 2) {
        return [remove];
    }
    const value = node?.settings?.[key];
    const rename = (now: FlowDocument) => setter(id, `/${likely}`, value)(setter(id, pointer, undefined)(now));
    return [{ name: say.renameSetting(key, likely), apply: rename }, remove];
}

function setter(id: string, pointer: string, value: unknown): QuickFix['apply'] {
    return (doc) => edits.setSetting(doc, id, pointer, value);
}

const bindable = ['queue', 'team', 'user', 'calendar', 'flow', 'channel', 'credential', 'tag'];

function missingSetting({ doc, id, steps, types }: Case): QuickFix[] {
    if (steps[0] === 'start') {
        return starts(doc);
    }
    if (steps[0] === 'trigger') {
        return [{ name: say.setTrigger, apply: (now) => edits.setTrigger(now, { on: 'api' }) }];
    }
    const [, key] = steps;
    const type = types.get(nodeOf(doc, id)?.type ?? '');
    const schema = key === undefined ? undefined : type?.settings_schema.properties?.[key];
    if (key === undefined || !schema || steps.length > 2) {
        return [];
    }
    if (key === 'join') {
        return joins(doc, id);
    }
    const values = [schema.default, ...(schema.enum ?? [])].filter((value) => value !== undefined);
    const fills = [...new Set(values)].map((value) => ({
        name: say.fill(key, JSON.stringify(value)),
        apply: setter(id, `/${key}`, value),
    }));
    const kind = schema['x-kind'] ?? '';
    return bindable.includes(kind) ? [...fills, ...binds(doc, id, key, kind)] : fills;
}

/** To a binding of that kind, or to a new one named for the kind. */
function binds(doc: FlowDocument, id: string, key: string, kind: string): QuickFix[] {
    const named = Object.entries(doc.bindings ?? {});
    const fitting = named.filter(([, binding]) => binding.kind === kind).map(([name]) => name);
    const fresh = named.some(([name]) => name === kind) ? `${kind}_${named.length + 1}` : kind;
    return [...fitting, ...(fitting.length > 0 ? [] : [fresh])].map((name) => ({
        name: say.bind(key, name),
        apply: (now) => {
            const bound = edits.setSetting(now, id, `/${key}`, { bind: name });
            return Object.hasOwn(now.bindings ?? {}, name) ? bound : edits.setBinding(bound, name, { kind });
        },
    }));
}

/** Nodes that nothing leads to may be meant as the start. */
function starts(doc: FlowDocument): QuickFix[] {
    const led = new Set(wiresOf(doc).map((wire) => wire.to));
    const ids = Object.keys(doc.nodes);
    const first = ids.filter((id) => !led.has(id));
    return (first.length > 0 ? first : ids).slice(0, 3).map((id) => ({
        name: say.setStart(id),
        apply: (now) => edits.setStart(now, id),
    }));
}

function joins(doc: FlowDocument, id: string): QuickFix[] {
    const taken = new Set(Object.values(doc.nodes).map((node) => node.settings?.join));
    const free = Object.keys(doc.nodes).filter((one) => doc.nodes[one]?.type === 'control.join' && !taken.has(one));
    const add = (now: FlowDocument) => {
        const added = edits.addNode(now, { type: 'control.join', at: beside(doc, id) });
        return edits.setSetting(added.document, id, '/join', added.id);
    };
    return [
        ...free.slice(0, 3).map((one) => ({ name: say.join(one), apply: setter(id, '/join', one) })),
        { name: say.addJoin, apply: add },
    ];
}

function unknownTarget({ doc, id, steps, problem }: Case): QuickFix[] {
    const [member = '', name = ''] = steps;
    const wrong = at(doc, problem.pointer);
    const likely = typeof wrong === 'string' ? nearest(wrong, Object.keys(doc.nodes)) : undefined;
    switch (member) {
        case 'start':
            return starts(doc);
        case 'hooks':
            return removeHook(doc, Number(name));
        case 'on_error':
        case 'on_cancel': {
            const lead = member === 'on_error' ? edits.setOnError : edits.setOnCancel;
            const remove = { name: say.removeRoute(member), apply: (now: FlowDocument) => lead(now, undefined) };
            const toLikely = { name: say.leadRoute(member, likely ?? ''), apply: (now: FlowDocument) => lead(now, likely) };
            return likely === undefined ? [remove] : [toLikely, remove];
        }
        case 'next':
            return [...(likely === undefined ? [] : [connect(id, name, likely)]), disconnect(id, name)];
        case 'settings':
            return name === 'join' ? joins(doc, id) : [];
        default:
            return [];
    }
}

function removeHook(doc: FlowDocument, index: number): QuickFix[] {
    const hook = doc.hooks?.[index];
    return hook ? [{ name: say.removeHook(hook.on), apply: (now) => edits.removeHook(now, index) }] : [];
}

function removeNode(id: string): QuickFix {
    return { name: say.removeNode(id), apply: (doc) => edits.removeNodes(doc, [id]) };
}

function unknownType({ doc, id, types }: Case): QuickFix[] {
    const likely = nearest(nodeOf(doc, id)?.type ?? '', [...types.keys()]);
    const change = (now: FlowDocument) => (likely ? edits.changeType(now, id, likely, types) : now);
    return [...(likely ? [{ name: say.changeType(likely), apply: change }] : []), removeNode(id)];
}

/** It goes, or an output that is still without a wire leads to it. */
function unreachable({ doc, id, types }: Case): QuickFix[] {
    const reachable = reachableOf(doc);
    const free = [...reachable].flatMap((node) =>
        outputsOf(doc, node, types).flatMap((output) => (output.isMissing ? [{ node, output: output.key }] : [])),
    );
    const leads = free.slice(0, 2).map((wire) => ({
        name: say.connect(`${wire.node}: ${wire.output}`, id),
        apply: (now: FlowDocument) => edits.connect(now, wire, id),
    }));
    return [...leads, removeNode(id)];
}

function noEnd({ doc, id, types }: Case): QuickFix[] {
    const missing = outputsOf(doc, id, types).filter((output) => output.isMissing);
    const keys = missing.map((output) => output.key);
    const toEnd = endsOf(doc, types)
        .slice(0, 2)
        .map((to) => ({
            name: say.connect(keys.join(', '), to),
            apply: (now: FlowDocument) =>
                keys.reduce((so_far, output) => edits.connect(so_far, { node: id, output }, to), now),
        }));
    return keys.length > 0 ? [...toEnd, connectNew(doc, id, keys)] : [];
}

/** The limit and, where its output has no wire yet, a way on. */
function waitWithoutTimeout({ doc, id, steps, types }: Case): QuickFix[] {
    const key = steps[1] ?? '';
    const type = types.get(nodeOf(doc, id)?.type ?? '');
    const output = type?.outputs.find((one) => one.kind === 'timeout' && settingOfTimeout(one, type) === key);
    if (!output) {
        return [];
    }
    const [to] = endsOf(doc, types);
    return ['5m', '1h'].map((duration) => ({
        name: say.timeOut(duration),
        apply: (now) => {
            const limited = edits.setSetting(now, id, `/${key}`, duration);
            if (targetOf(now, { node: id, output: output.key })) {
                return limited;
            }
            const wire = to ? connect(id, output.key, to) : connectNew(doc, id, [output.key]);
            return wire.apply(limited);
        },
    }));
}

function variableUnset({ doc, problem }: Case): QuickFix[] {
    const name = /\bvars\.([A-Za-z_]\w*)/.exec(problem.message)?.[1];
    if (name === undefined) {
        return [];
    }
    const declared = doc.variables?.[name];
    const empty = { integer: 0, number: 0, boolean: false, list: [], map: {}, string: '' }[declared?.type ?? 'string'];
    const variable = { ...declared, default: empty };
    return [{ name: say.declareVariable(name), apply: (now) => edits.setVariable(now, name, variable) }];
}

function bindingUnresolved({ doc, id, steps, problem, types }: Case): QuickFix[] {
    const name = bindingOf(at(doc, problem.pointer));
    if (name === undefined) {
        return []; // one that is declared and not set here: its value is not part of the flow
    }
    const kind = kindAt(types.get(nodeOf(doc, id)?.type ?? ''), steps.slice(1)) ?? 'string';
    const declared = { name: say.declareBinding(name, kind), apply: (now: FlowDocument) => edits.setBinding(now, name, { kind }) };
    const fitting = Object.keys(doc.bindings ?? {}).filter((one) => doc.bindings?.[one]?.kind === kind);
    const others = fitting.slice(0, 2).map((one) => ({
        name: say.bind(steps.slice(1).join('/'), one),
        apply: setter(id, `/${steps.slice(1).join('/')}`, { bind: one }),
    }));
    return [declared, ...others];
}

/** A pause on a wire of the cycle. */
function cycleWithoutWait({ doc, id }: Case): QuickFix[] {
    const comesBack = (from: string): boolean => {
        const open = [from];
        for (const seen = new Set<string>(); open.length > 0; ) {
            const here = open.pop() ?? '';
            if (here === id) {
                return true;
            }
            if (!seen.has(here)) {
                seen.add(here);
                open.push(...Object.values(nodeOf(doc, here)?.next ?? {}));
            }
        }
        return false;
    };
    const wires = Object.entries(nodeOf(doc, id)?.next ?? {}).filter(([, to]) => comesBack(to));
    return wires.slice(0, 2).map(([output, to]) => ({
        name: say.wait(output),
        apply: (now) => {
            const wish = { type: 'control.wait', settings: { duration: '1m' }, from: { node: id, output } };
            const added = edits.addNode(now, { ...wish, at: beside(doc, id) });
            return edits.connect(added.document, { node: added.id, output: 'done' }, to);
        },
    }));
}
