// The canonical form of a document, as the engine writes it: members sorted by name, defaults left out. What is equal
// here is the same flow to the server, and the text is what `millrace export` prints.
//
// One thing a browser cannot keep: JSON's 1.0 and 1 are one number here, the engine tells them apart. reader.ts warns of
// documents that would suffer.

import type { FlowDocument, FlowNode, Hook } from './document';
import { format } from './document';
import { equal } from './equal';
import type { JsonMap } from './pointer';
import { isMap } from './pointer';

/** The text that people see and keep in files: indented by two blanks, the last line not ended. */
export function canonical(doc: FlowDocument): string {
    return text(normal(doc), '\n');
}

/** Without blanks and without layout: what the server's hash is made of. */
export function canonicalLogic(doc: FlowDocument): string {
    return text(normal(withoutLayout(doc)), '');
}

export function withoutLayout(doc: FlowDocument): FlowDocument {
    const { layout: _, ...logic } = doc;
    return logic;
}

/** The same flow, wherever its boxes stand. */
export function equalLogic(a: FlowDocument, b: FlowDocument): boolean {
    return a === b || equal(normal(withoutLayout(a)), normal(withoutLayout(b)));
}

/** The same flow and the same places. */
export function equalDocuments(a: FlowDocument, b: FlowDocument): boolean {
    return a === b || equal(normal(a), normal(b));
}

/** The document as the engine keeps it: without what the reader would put there by itself. */
export function normal(doc: FlowDocument): FlowDocument {
    const document: FlowDocument = { format, key: doc.key, title: doc.title, start: doc.start, nodes: {} };
    put(document, 'description', doc.description);
    document.trigger = { on: doc.trigger?.on || 'api' };
    put(document.trigger, 'when', doc.trigger?.when);
    put(document.trigger, 'priority', doc.trigger?.priority);
    put(document.trigger, 'if_running', doc.trigger?.if_running === 'signal' ? undefined : doc.trigger?.if_running);
    put(
        document,
        'input',
        named(doc.input, ({ type, required }) => only({ type, required })),
    );
    put(
        document,
        'variables',
        named(doc.variables, (one) => ({ ...only({ type: one.type }), ...given(one.default) })),
    );
    put(
        document,
        'bindings',
        named(doc.bindings, ({ kind }) => only({ kind })),
    );
    document.nodes = normalNodes(doc.nodes);
    put(document, 'hooks', doc.hooks?.map(normalHook));
    put(document, 'on_error', doc.on_error);
    put(document, 'on_cancel', doc.on_cancel);
    put(document, 'layout', doc.layout);
    return document;
}

/** Copied only when some node has something to leave out. */
function normalNodes(nodes: FlowDocument['nodes']): FlowDocument['nodes'] {
    let normal = nodes;
    for (const id in nodes) {
        const node = nodes[id];
        const kept = node && normalNode(node);
        if (kept && kept !== node) {
            normal = normal === nodes ? { ...nodes } : normal;
            normal[id] = kept;
        }
    }
    return normal;
}

const known = new WeakMap<FlowNode, FlowNode>();

/** Nodes are never changed, so each is looked at once however many documents share it. */
export function normalNode(node: FlowNode): FlowNode {
    const before = known.get(node);
    if (before) {
        return before;
    }
    const { type, title, note, settings, next, commit } = node;
    const after = { type, ...only({ title, note, settings, next, commit }) } as FlowNode;
    const same = equal(after, node) ? node : after;
    known.set(node, same);
    return same;
}

export function normalHook({ on, when, to, repeat }: Hook): Hook {
    return { on, to, ...only({ when, repeat }) };
}

function named<T>(all: Record<string, T> | undefined, write: (one: T) => object): JsonMap {
    return Object.fromEntries(Object.entries(all ?? {}).map(([name, one]) => [name, write(one)]));
}

/** A default may well be false, zero or empty: only null says that there is none. */
function given(value: unknown): JsonMap {
    return value === undefined || value === null ? {} : { default: value };
}

function only(members: JsonMap): JsonMap {
    const kept: JsonMap = {};
    for (const name in members) {
        put(kept, name, members[name]);
    }
    return kept;
}

function put(object: object, name: string, value: unknown) {
    const isEmpty =
        value === undefined ||
        value === null ||
        value === '' ||
        value === false ||
        value === 0 ||
        (Array.isArray(value) ? value.length === 0 : isMap(value) && Object.keys(value).length === 0);
    if (!isEmpty) {
        (object as JsonMap)[name] = value;
    }
}

/** JSON as the engine writes it; `line` is a line break for indented text, or nothing. */
function text(value: unknown, line: string): string {
    const inner = line && `${line}  `;
    const parts = (open: string, written: string[], close: string) =>
        written.length === 0 ? open + close : open + inner + written.join(`,${inner}`) + line + close;
    if (Array.isArray(value)) {
        return parts(
            '[',
            value.map((item) => text(item ?? null, inner)),
            ']',
        );
    }
    if (isMap(value)) {
        const names = Object.keys(value).filter((name) => value[name] !== undefined);
        const members = names
            .sort(byCodePoint)
            .map((name) => `${JSON.stringify(name)}:${line && ' '}${text(value[name], inner)}`);
        return parts('{', members, '}');
    }
    return typeof value === 'number' ? numberText(value) : JSON.stringify(value);
}

/** The engine compares UTF-8 bytes, and those sort as code points do. JavaScript's own order is by UTF-16 units. */
function byCodePoint(a: string, b: string): number {
    for (let i = 0; i < a.length && i < b.length; ++i) {
        const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
        if (x !== y) {
            return isSurrogate(x) === isSurrogate(y) ? x - y : isSurrogate(x) ? 1 : -1;
        }
    }
    return a.length - b.length;
}

function isSurrogate(unit: number): boolean {
    return unit >= 0xd800 && unit <= 0xdfff;
}

/** Integers of 64 bits as such; else the shorter of 0.001 and 1e-03, and a point or an exponent in any case. */
function numberText(value: number): string {
    if (!Number.isFinite(value)) {
        return 'null';
    }
    if (Number.isInteger(value) && Math.abs(value) < 2 ** 63) {
        return BigInt(value).toString();
    }
    const [digits = '', power = ''] = value.toExponential().split('e');
    const exponent = Number(power);
    const scientific = `${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
    const plain = plainText(value, digits, exponent);
    const shortest = plain.length <= scientific.length ? plain : scientific;
    return /[.e]/.test(shortest) ? shortest : `${shortest}.0`;
}

function plainText(value: number, digits: string, exponent: number): string {
    if (Number.isInteger(value)) {
        return BigInt(value).toString();
    }
    const sign = value < 0 ? '-' : '';
    const all = digits.replace('-', '').replace('.', '');
    if (exponent < 0) {
        return `${sign}0.${'0'.repeat(-exponent - 1)}${all}`;
    }
    return `${sign}${all.slice(0, exponent + 1)}.${all.slice(exponent + 1)}`;
}
