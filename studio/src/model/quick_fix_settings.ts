// Fixes for settings: unknown, missing and bound ones, and the variables that they read.

import { words } from '../words';
import type { FlowDocument } from './document';
import { nodeOf } from './document';
import * as edits from './edits';
import { fieldsOf, kindAt } from './node_types';
import { at } from './pointer';
import { bindingOf } from './problems';
import type { Case, QuickFix } from './quick_fix';
import { joins, setter, starts } from './quick_fix';
import { nearest } from './search';

const say = words.problems.fixes;

export function unknownSetting({ doc, id, steps, types }: Case): QuickFix[] {
    const [, key] = steps;
    if (steps[0] !== 'settings' || key === undefined) {
        return [];
    }
    const pointer = `/${steps.slice(1).join('/')}`;
    const remove = { name: say.removeSetting(key), apply: setter(id, pointer, undefined) };
    const node = nodeOf(doc, id);
    const fields = fieldsOf(types.get(node?.type ?? '')?.settings_schema ?? {});
    const likely = nearest(
        key,
        fields.map((field) => field.key).filter((name) => node?.settings?.[name] === undefined),
    );
    if (likely === undefined || steps.length > 2) {
        return [remove];
    }
    const value = node?.settings?.[key];
    const rename = (now: FlowDocument) => setter(id, `/${likely}`, value)(setter(id, pointer, undefined)(now));
    return [{ name: say.renameSetting(key, likely), apply: rename }, remove];
}

const bindable = ['queue', 'team', 'user', 'calendar', 'flow', 'channel', 'credential', 'tag'];

export function missingSetting({ doc, id, steps, types }: Case): QuickFix[] {
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

export function variableUnset({ doc, problem }: Case): QuickFix[] {
    const name = /\bvars\.([A-Za-z_]\w*)/.exec(problem.message)?.[1];
    if (name === undefined) {
        return [];
    }
    const declared = doc.variables?.[name];
    const empty = { integer: 0, number: 0, boolean: false, list: [], map: {}, string: '' }[declared?.type ?? 'string'];
    const variable = { ...declared, default: empty };
    return [{ name: say.declareVariable(name), apply: (now) => edits.setVariable(now, name, variable) }];
}

export function bindingUnresolved({ doc, id, steps, problem, types }: Case): QuickFix[] {
    const name = bindingOf(at(doc, problem.pointer));
    if (name === undefined) {
        return []; // one that is declared and not set here: its value is not part of the flow
    }
    const kind = kindAt(types.get(nodeOf(doc, id)?.type ?? ''), steps.slice(1)) ?? 'string';
    const declared = {
        name: say.declareBinding(name, kind),
        apply: (now: FlowDocument) => edits.setBinding(now, name, { kind }),
    };
    const fitting = Object.keys(doc.bindings ?? {}).filter((one) => doc.bindings?.[one]?.kind === kind);
    const others = fitting.slice(0, 2).map((one) => ({
        name: say.bind(steps.slice(1).join('/'), one),
        apply: setter(id, `/${steps.slice(1).join('/')}`, { bind: one }),
    }));
    return [declared, ...others];
}
