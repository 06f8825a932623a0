// Finding by a few letters: palette, command palette, outline. The letters must come in their order; those at the
// beginnings of words and side by side count more.

export interface Found<T> {
    item: T;
    score: number;
    /** What matched, as [from, to) in the text, to be shown in bold. */
    ranges: [from: number, to: number][];
}

/** The best first, equals in the order they came in. Nothing typed finds everything. */
export function fuzzy<T>(query: string, items: readonly T[], textOf: (item: T) => string = String): Found<T>[] {
    const words = plain(query).split(/\s+/).filter(Boolean);
    const found = items.flatMap((item): Found<T>[] => {
        const text = plain(textOf(item));
        const matches = words.map((word) => match(word, text));
        if (matches.some((one) => one === undefined)) {
            return [];
        }
        const score = matches.reduce((sum, one) => sum + (one?.score ?? 0), 0);
        return [{ item, score, ranges: rangesOf(matches.flatMap((one) => one?.places ?? [])) }];
    });
    return found.sort((a, b) => b.score - a.score);
}

/** Small letters without accents, each still at its place. */
function plain(text: string): string {
    return Array.from(text.split(''), (unit) => {
        const bare = unit.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
        return bare.length === 1 ? bare : unit;
    }).join('');
}

interface Match {
    score: number;
    places: number[];
}

function match(word: string, text: string): Match | undefined {
    const whole = text.indexOf(word);
    if (whole >= 0) {
        const starts = startOf(text, word);
        const at = starts ?? whole;
        const places = Array.from(word, (_, i) => at + i);
        // A whole word more than its beginning, a beginning more than a middle; early more than late, short more than long.
        const bonus = (starts === undefined ? 0 : 40) + (text === word ? 40 : 0) - Math.min(at, 20) / 2;
        return { score: 100 + bonus - text.length / 50, places };
    }
    let best: Match | undefined;
    for (let first = text.indexOf(word[0] ?? ''); first >= 0; first = text.indexOf(word[0] ?? '', first + 1)) {
        const one = scattered(word, text, first);
        if (!one) {
            break;
        }
        best = !best || one.score > best.score ? one : best;
    }
    return best;
}

function startOf(text: string, word: string): number | undefined {
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
        if (isStart(text, at)) {
            return at;
        }
    }
    return undefined;
}

function isStart(text: string, at: number): boolean {
    return at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? '');
}

function scattered(word: string, text: string, first: number): Match | undefined {
    const places: number[] = [];
    let score = 0;
    let at = first;
    for (const letter of word) {
        const next = places.length === 0 ? first : bestNext(text, letter, at);
        if (next < 0) {
            return undefined;
        }
        const isNext = places.length > 0 && next === (places.at(-1) ?? 0) + 1;
        score += isStart(text, next) ? 10 : isNext ? 6 : 1;
        score -= Math.min(next - at, 10) / 10;
        places.push(next);
        at = next + 1;
    }
    return { score: score - text.length / 50, places };
}

/** The next one side by side, else the next beginning of a word, else the next at all. */
function bestNext(text: string, letter: string, from: number): number {
    const next = text.indexOf(letter, from);
    if (next <= from) {
        return next;
    }
    for (let at = next; at >= 0; at = text.indexOf(letter, at + 1)) {
        if (isStart(text, at)) {
            return at;
        }
    }
    return next;
}

function rangesOf(places: number[]): [number, number][] {
    const ranges: [number, number][] = [];
    for (const place of [...new Set(places)].sort((a, b) => a - b)) {
        const last = ranges.at(-1);
        if (last && last[1] === place) {
            last[1] = place + 1;
        } else {
            ranges.push([place, place + 1]);
        }
    }
    return ranges;
}

/** The one that was probably meant: few letters away. */
export function nearest(wrong: string, names: readonly string[]): string | undefined {
    let best: string | undefined;
    let least = Math.max(1, Math.floor(wrong.length / 3)) + 1;
    for (const name of names) {
        const far = distance(wrong, name);
        if (far < least) {
            [best, least] = [name, far];
        }
    }
    return best;
}

/** Levenshtein's, with two neighbours that changed places as one step. */
function distance(a: string, b: string): number {
    let [older, before] = [[] as number[], Array.from({ length: b.length + 1 }, (_, j) => j)];
    for (let i = 1; i <= a.length; ++i) {
        const row = [i];
        for (let j = 1; j <= b.length; ++j) {
            const isSame = a[i - 1] === b[j - 1];
            let least = Math.min((before[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (before[j - 1] ?? 0) + (isSame ? 0 : 1));
            if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
                least = Math.min(least, (older[j - 2] ?? 0) + 1);
            }
            row.push(least);
        }
        [older, before] = [before, row];
    }
    return before[b.length] ?? 0;
}
