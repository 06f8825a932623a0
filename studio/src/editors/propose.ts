// What may stand at the caret, in expressions, templates and scripts. Free of CodeMirror and React.

import { type FlowDocument, pointers } from '@/model';
import { words } from '@/words';
import type { Proposal, Proposals } from './context';
import type { LanguageWords, ScriptWord, TextKind } from './language_api';

const say = words.editors;

/** In a template only what stands within {{ }} is an expression. */
export function isInExpression(text: string, caret: number, kind: TextKind): boolean {
    if (kind === 'expression') {
        return true;
    }
    const before = text.slice(0, caret);
    return before.lastIndexOf('{{') > before.lastIndexOf('}}');
}

export function proposeExpression(
    text: string,
    caret: number,
    kind: TextKind,
    language: LanguageWords | undefined,
    document: FlowDocument,
): Proposals | null {
    if (!isInExpression(text, caret, kind)) {
        return null;
    }
    const before = text.slice(kind === 'template' ? text.lastIndexOf('{{', caret - 1) + 2 : 0, caret);
    if (isInText(before)) {
        return null;
    }
    const [, path = '', begun = ''] = /((?:[A-Za-z_]\w*\.)*)([A-Za-z_]\w*)?$/.exec(before) ?? [];
    const from = caret - begun.length;
    if (path === '') {
        return { from, items: topLevel(language) };
    }
    const steps = path.slice(0, -1).split('.');
    return steps.length === 1 ? { from, items: membersOf(steps[0] ?? '', language, document) } : null;
}

function topLevel(language: LanguageWords | undefined): Proposal[] {
    const scopes = (language?.scopes ?? []).map(({ name, help }): Proposal => ({
        name,
        help,
        kind: 'namespace',
        text: `${name}.`,
    }));
    const functions = (language?.functions ?? []).map(({ name, signature, help, example }): Proposal => ({
        name,
        detail: signature.slice(name.length),
        help: example ? `${help}\n${example}` : help,
        kind: 'function',
        text: `${name}(`,
    }));
    const keywords = (language?.words ?? []).map((name): Proposal => ({ name, kind: 'keyword' }));
    return [...scopes, ...functions, ...keywords];
}

/** Of `vars.` those of the document, of `node.` its nodes, of all others what the server says. */
function membersOf(scope: string, language: LanguageWords | undefined, document: FlowDocument): Proposal[] {
    if (scope === 'vars') {
        return Object.entries(variableTypes(document)).map(([name, type]) => ({
            name,
            detail: type || say.variable,
            kind: 'variable',
        }));
    }
    if (scope === 'node') {
        return Object.entries(document.nodes).map(([name, node]) => ({
            name,
            detail: node.title ?? node.type,
            help: say.node,
            kind: 'property',
        }));
    }
    const known = language?.scopes.find(({ name }) => name === scope)?.members ?? [];
    const members = known.map(({ name, type, help }): Proposal => ({ name, detail: type, help, kind: 'property' }));
    const bound = /^bind(ing)?s?$/.test(scope) ? Object.entries(document.bindings ?? {}) : [];
    return [...members, ...bound.map(([name, { kind }]): Proposal => ({ name, detail: kind, kind: 'property' }))];
}

/** Of what is declared, the type; of what nodes set, nothing is known: ''. */
export function variableTypes(document: FlowDocument): Record<string, string> {
    const types: Record<string, string> = {};
    for (const node of Object.values(document.nodes)) {
        for (const setting of ['save', 'into', 'as']) {
            const name = node.settings?.[setting];
            if (typeof name === 'string' && name) {
                types[name] = '';
            }
        }
        const set = node.settings?.set ?? node.settings?.variables;
        for (const name of pointers.isMap(set) ? Object.keys(set) : []) {
            types[name] = '';
        }
    }
    for (const [name, { type }] of [
        ...Object.entries(document.input ?? {}),
        ...Object.entries(document.variables ?? {}),
    ]) {
        types[name] = type ?? types[name] ?? '';
    }
    return types;
}

/** What the check is told: only what has a type. */
export function declaredTypes(document: FlowDocument): Record<string, string> {
    return Object.fromEntries(Object.entries(variableTypes(document)).filter(([, type]) => type !== ''));
}

/** Is a quote open before the caret? */
function isInText(before: string): boolean {
    let open = '';
    for (let i = 0; i < before.length; i += 1) {
        const letter = before[i] ?? '';
        if (open !== '' && letter === '\\') {
            i += 1;
        } else if (open !== '' ? letter === open : letter === "'" || letter === '"') {
            open = open === '' ? letter : '';
        }
    }
    return open !== '';
}

const luaWords =
    'and break do else elseif end false for function goto if in local nil not or repeat return then true until while'.split(
        ' ',
    );

export function proposeLua(
    text: string,
    caret: number,
    known: ScriptWord[] | undefined,
    document: FlowDocument | null,
    wired: readonly string[],
): Proposals | null {
    const line = text.slice(text.lastIndexOf('\n', caret - 1) + 1, caret);
    const quoted = /\breturn\s+"([A-Za-z_]\w*)?$/.exec(line);
    if (quoted) {
        const begun = quoted[1] ?? '';
        return { from: caret - begun.length, items: wired.map((name) => ({ name, kind: 'keyword' })) };
    }
    if (isInText(line) || /--/.test(line)) {
        return null;
    }
    const [, path = '', begun = ''] = /((?:[A-Za-z_]\w*\.)*)([A-Za-z_]\w*)?$/.exec(line) ?? [];
    const from = caret - begun.length;
    if (path === '') {
        const keywords = luaWords.map((name): Proposal => ({ name, kind: 'keyword' }));
        return { from, items: [{ name: 'ctx', kind: 'namespace', text: 'ctx.' }, ...keywords] };
    }
    if (path === 'ctx.vars.' && document) {
        const items = Object.entries(variableTypes(document)).map(([name, type]): Proposal => ({
            name,
            detail: type || say.variable,
            kind: 'variable',
        }));
        return { from, items };
    }
    const items = (known ?? []).flatMap((word): Proposal[] => {
        const rest = word.name.startsWith(path) ? word.name.slice(path.length) : '';
        const isHere = rest !== '' && !rest.includes('.');
        const detail = word.signature.startsWith(word.name) ? word.signature.slice(word.name.length) : undefined;
        return isHere ? [{ name: rest, detail, help: word.help, kind: kindOf(word) }] : [];
    });
    return { from, items };
}

function kindOf({ kind }: ScriptWord): Proposal['kind'] {
    return kind === 'function' ? 'function' : kind === 'scope' ? 'namespace' : 'property';
}
