// What can be compared: any version, and one's draft.

import { useDraft, useVersion, type Version } from '@/api/queries';
import type { FlowDocument } from '@/model';
import { words } from '@/words';

export type Side = number | 'draft';

export function parseSide(text: string | null): Side | null {
    if (text === 'draft') {
        return 'draft';
    }
    const number = Number(text);
    return Number.isInteger(number) && number > 0 ? number : null;
}

export function useSide(flowKey: string, side: Side | null): { document?: FlowDocument; error: unknown } {
    const version = useVersion(flowKey, typeof side === 'number' ? side : null);
    const draft = useDraft(flowKey);
    if (side === null) {
        return { error: null };
    }
    return side === 'draft'
        ? { document: draft.data?.document, error: draft.error }
        : { document: version.data?.document, error: version.error };
}

export function sideChoices(versions: readonly Version[]): { value: string; label: string }[] {
    return [
        { value: 'draft', label: words.versions.draft },
        ...versions.map(({ version, current, note }) => ({
            value: String(version),
            label: [
                words.versions.version(version),
                current ? words.versions.current.toLowerCase() : '',
                note.length > 40 ? `${note.slice(0, 40)}…` : note,
            ]
                .filter(Boolean)
                .join(' · '),
        })),
    ];
}
