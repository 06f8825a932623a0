import type { ServedNodeType } from '@/api/queries';
import { fuzzy } from '@/model';

export interface TypeFilter {
    query: string;
    category: string | null;
    origin: string | null;
}

/** By how well they fit what was typed; else by category and title. */
export function filtered(types: readonly ServedNodeType[], { query, category, origin }: TypeFilter): ServedNodeType[] {
    const left = types
        .filter((type) => (!category || type.category === category) && (!origin || originOf(type) === origin))
        .sort((a, b) => categoryOf(a).localeCompare(categoryOf(b)) || a.title.localeCompare(b.title));
    return query.trim() === ''
        ? left
        : fuzzy(query, left, (type) => `${type.title} ${type.type}`).map(({ item }) => item);
}

export function categoryOf({ category, category_title }: ServedNodeType): string {
    return category_title ?? category;
}

/** Servers that do not say have only those that come with them. */
export function originOf({ origin }: ServedNodeType): string {
    return origin ?? 'shipped';
}

/** Those that there are, with their titles. */
export function categoriesOf(types: readonly ServedNodeType[]): { value: string; label: string }[] {
    const found = new Map(types.map((type) => [type.category, categoryOf(type)]));
    return [...found].map(([value, label]) => ({ value, label })).sort((a, b) => a.label.localeCompare(b.label));
}
