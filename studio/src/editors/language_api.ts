// What the server knows of the languages, and what it says of a text.

import { useQuery } from '@tanstack/react-query';
import { request } from '@/api/request';
import type { Fault } from './context';

export interface LanguageWords {
    functions: { name: string; signature: string; help: string; example: string; type?: string }[];
    words: string[];
    scopes: { name: string; help: string; members: { name: string; type: string; help: string }[] }[];
}

export interface ScriptWord {
    name: string;
    signature: string;
    help: string;
    kind: string;
}

const forGood = { staleTime: Infinity, gcTime: Infinity, retry: 1 };

export function useLanguage(): LanguageWords | undefined {
    return useQuery({
        queryKey: ['expressions'],
        queryFn: async ({ signal }) => (await request<LanguageWords>('GET', '/api/expressions', { signal })).body,
        ...forGood,
    }).data;
}

export function useScriptWords(): ScriptWord[] | undefined {
    return useQuery({
        queryKey: ['scripts', 'words'],
        queryFn: async ({ signal }) =>
            (await request<{ items: ScriptWord[] }>('GET', '/api/scripts/words', { signal })).body.items,
        ...forGood,
    }).data;
}

export type TextKind = 'expression' | 'template';

export async function checkText(text: string, kind: TextKind, variables: Record<string, string>): Promise<Fault[]> {
    if (text.trim() === '' || (kind === 'template' && !text.includes('{{'))) {
        return [];
    }
    return quietly(async () => {
        const { body } = await request<{ errors: (Omit<Fault, 'severity'> & { severity?: Fault['severity'] })[] }>(
            'POST',
            '/api/expressions/check',
            { body: { text, kind, variables } },
        );
        return body.errors.map(({ from, to, message, severity }) => ({
            from,
            to,
            message,
            severity: severity ?? 'error',
        }));
    });
}

interface ScriptProblem {
    line: number;
    column: number;
    from?: number;
    to?: number;
    message: string;
}

export async function checkScript(code: string, wired: string[] | undefined): Promise<Fault[]> {
    if (code.trim() === '') {
        return [];
    }
    return quietly(async () => {
        const { body } = await request<{ problems: ScriptProblem[] }>('POST', '/api/scripts/check', {
            body: { code, ...(wired ? { wired } : {}) },
        });
        return body.problems.map((problem) => ({
            ...placeOf(code, problem),
            message: problem.message,
            severity: 'error',
        }));
    });
}

/** The whole line where only a line is known. */
export function placeOf(
    text: string,
    { line, column, from, to }: { line: number; column?: number; from?: number; to?: number },
) {
    if (from !== undefined && to !== undefined) {
        return { from, to };
    }
    const lines = text.split('\n');
    const place = Math.max(1, Math.min(line, lines.length)) - 1;
    const begin = lines.slice(0, place).reduce((sum, one) => sum + one.length + 1, 0);
    const length = lines[place]?.length ?? 0;
    const start = Math.min(Math.max(0, (column ?? 1) - 1), length);
    return { from: begin + start, to: begin + length };
}

/** While one types, a server that is away is said elsewhere; the flow's own check comes anyway. */
async function quietly(ask: () => Promise<Fault[]>): Promise<Fault[]> {
    try {
        return await ask();
    } catch {
        return [];
    }
}

export interface Tried {
    value?: unknown;
    error?: { message: string };
}

export async function tryText(text: string, kind: TextKind, scopes: object, signal: AbortSignal): Promise<Tried> {
    return (await request<Tried>('POST', '/api/expressions/try', { body: { text, kind, scopes }, signal })).body;
}

export interface ScriptRun {
    output: string | null;
    vars: Record<string, unknown>;
    sets: Record<string, unknown>;
    logs: string[];
    asks: { effect: string; payload?: unknown }[];
    waits?: { signals: string[]; until: string | null } | null;
    error: { message: string; line: number | null } | null;
    instructions: number;
}

export async function runScript(body: object): Promise<ScriptRun> {
    return (await request<ScriptRun>('POST', '/api/scripts/run', { body })).body;
}
