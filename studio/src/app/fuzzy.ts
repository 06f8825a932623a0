// Whether the letters of a query appear in a text in order, and how well: beginnings of words and runs of letters count more.

export function score(query: string, text: string): number | null {
    const wanted = query.toLowerCase().replace(/\s+/g, '');
    const there = text.toLowerCase();
    let best: number | null = null;
    for (let from = there.indexOf(wanted.charAt(0)); from >= 0; from = there.indexOf(wanted.charAt(0), from + 1)) {
        const points = scoreFrom(wanted, there, from);
        if (points === null) {
            break; // nor from a later place
        }
        best = Math.max(best ?? points, points);
    }
    return best === null ? null : best + (there.startsWith(wanted) ? 10 : 0) - there.length / 100;
}

function scoreFrom(wanted: string, there: string, from: number): number | null {
    let at = from - 1;
    let points = 0;
    for (const letter of wanted) {
        const next = there.indexOf(letter, at + 1);
        if (next < 0) {
            return null;
        }
        const beginsWord = next === 0 || /[^a-z0-9]/.test(there.charAt(next - 1));
        points += (beginsWord ? 2 : 0) + (next === at + 1 && next > from ? 3 : 0);
        points -= Math.min(3, next - at - 1) / 4;
        at = next;
    }
    return points;
}

export function bestFirst<T>(query: string, items: T[], textOf: (item: T) => string): T[] {
    if (!query.trim()) {
        return items;
    }
    return items
        .map((item) => ({ item, points: score(query, textOf(item)) }))
        .filter((each): each is { item: T; points: number } => each.points !== null)
        .sort((a, b) => b.points - a.points)
        .map(({ item }) => item);
}
