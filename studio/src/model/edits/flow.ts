// What belongs to the flow and not to one of its nodes.

import type { Binding, FlowDocument, Hook, Input, Trigger, Variable } from '../document';
import { equal } from '../equal';
import { withMember } from '../pointer';

export function setFlow(doc: FlowDocument, texts: { title?: string; description?: string }): FlowDocument {
    let document = doc;
    if (texts.title !== undefined && texts.title !== doc.title) {
        document = { ...document, title: texts.title };
    }
    if (texts.description !== undefined && texts.description !== (doc.description ?? '')) {
        document = withMember(document, 'description', texts.description || undefined);
    }
    return document;
}

/** For a copy of a flow, and an import under another name. */
export function setKey(doc: FlowDocument, key: string): FlowDocument {
    return key === doc.key ? doc : { ...doc, key };
}

export function setStart(doc: FlowDocument, id: string): FlowDocument {
    return doc.start === id ? doc : { ...doc, start: id };
}

export function setTrigger(doc: FlowDocument, trigger: Trigger): FlowDocument {
    const written: Trigger = { ...trigger };
    for (const member of ['when', 'priority', 'if_running'] as const) {
        if (!written[member]) {
            delete written[member];
        }
    }
    return equal(doc.trigger, written) ? doc : { ...doc, trigger: written };
}

/** Undefined or nothing: no route. */
export function setOnError(doc: FlowDocument, id: string | undefined): FlowDocument {
    return (doc.on_error ?? '') === (id ?? '') ? doc : withMember(doc, 'on_error', id || undefined);
}

export function setOnCancel(doc: FlowDocument, id: string | undefined): FlowDocument {
    return (doc.on_cancel ?? '') === (id ?? '') ? doc : withMember(doc, 'on_cancel', id || undefined);
}

export function setVariable(doc: FlowDocument, name: string, variable: Variable): FlowDocument {
    return withNamed(doc, 'variables', name, variable);
}

export function removeVariable(doc: FlowDocument, name: string): FlowDocument {
    return withNamed(doc, 'variables', name, undefined);
}

export function setBinding(doc: FlowDocument, name: string, binding: Binding): FlowDocument {
    return withNamed(doc, 'bindings', name, binding);
}

export function removeBinding(doc: FlowDocument, name: string): FlowDocument {
    return withNamed(doc, 'bindings', name, undefined);
}

/** Undefined removes it. */
export function setInput(doc: FlowDocument, name: string, input: Input | undefined): FlowDocument {
    return withNamed(doc, 'input', name, input);
}

function withNamed(
    doc: FlowDocument,
    member: 'variables' | 'bindings' | 'input',
    name: string,
    value: Variable | Binding | Input | undefined,
): FlowDocument {
    const before: Record<string, unknown> = doc[member] ?? {};
    const isThere = Object.hasOwn(before, name);
    if (name === '' || (isThere === (value !== undefined) && equal(before[name], value))) {
        return doc;
    }
    const after = withMember(before, name, value);
    return withMember(doc, member, Object.keys(after).length > 0 ? after : undefined);
}

export function addHook(doc: FlowDocument, hook: Hook): FlowDocument {
    return { ...doc, hooks: [...(doc.hooks ?? []), written(hook)] };
}

export function setHook(doc: FlowDocument, index: number, hook: Hook): FlowDocument {
    if (!doc.hooks || !doc.hooks[index] || equal(doc.hooks[index], written(hook))) {
        return doc;
    }
    return { ...doc, hooks: doc.hooks.with(index, written(hook)) };
}

export function removeHook(doc: FlowDocument, index: number): FlowDocument {
    if (!doc.hooks || !doc.hooks[index]) {
        return doc;
    }
    const hooks = doc.hooks.toSpliced(index, 1);
    return withMember(doc, 'hooks', hooks.length > 0 ? hooks : undefined);
}

function written(hook: Hook): Hook {
    const plain: Hook = { ...hook };
    if (!plain.when) {
        delete plain.when;
    }
    if (!plain.repeat) {
        delete plain.repeat;
    }
    return plain;
}
