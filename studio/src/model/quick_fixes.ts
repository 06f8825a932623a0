// What one click can do about a problem, local or the server's. Each fix is an edit with a name; the best comes first.

import { words } from '../words';
import type { FlowDocument, Problem } from './document';
import { nodeOf, reachableOf, targetOf } from './document';
import * as edits from './edits';
import type { NodeTypes } from './node_types';
import { outputsOf, settingOfTimeout } from './outputs';
import { at, split } from './pointer';
import type { Case, QuickFix } from './quick_fix';
import { beside, connect, connectNew, disconnect, endsOf, joins, removeHook, removeNode, starts } from './quick_fix';
import { bindingUnresolved, missingSetting, unknownSetting, variableUnset } from './quick_fix_settings';
import { nearest } from './search';

const say = words.problems.fixes;

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

/** The wire of an output that was renamed, perhaps: then it belongs to one that has none. */
function unknownOutput({ doc, id, steps, types }: Case): QuickFix[] {
    const output = steps[1] ?? '';
    const free = outputsOf(doc, id, types).filter((one) => !one.isUnknown && !one.to);
    const likely =
        nearest(
            output,
            free.map((one) => one.key),
        ) ?? free.find((one) => one.isRequired)?.key;
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
            const toLikely = {
                name: say.leadRoute(member, likely ?? ''),
                apply: (now: FlowDocument) => lead(now, likely),
            };
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

/** A pause on a wire of the cycle. */
function cycleWithoutWait({ doc, id }: Case): QuickFix[] {
    const comesBack = (from: string): boolean => {
        const open = [from];
        for (const seen = new Set<string>(); open.length > 0;) {
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
