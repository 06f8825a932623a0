// Copy and paste: JSON as text, so that a part of a flow goes through a chat, a file, another server.

import { copy, idsEver, paste, type Place } from '@/model';
import { notify, notifyFailure } from '@/ui';
import { words } from '@/words';
import { freePlace } from './placing';
import type { Store } from './state';

/** For Ctrl-C: puts what is selected into the event's data. False when nothing is. */
export function copyInto(store: Store, data: DataTransfer | null): boolean {
    const nodes = store.chosen;
    if (nodes.length === 0 || !data) {
        return false;
    }
    data.setData('text/plain', clipText(store, nodes));
    store.say(words.designer.said.copied(nodes.length));
    return true;
}

/** For a button, where the browser allows it. */
export async function copySelected(store: Store) {
    try {
        await navigator.clipboard.writeText(clipText(store, store.chosen));
        notify(words.designer.said.copied(store.chosen.length));
    } catch {
        notifyFailure(new Error(words.designer.noClipboard));
    }
}

function clipText(store: Store, nodes: string[]): string {
    return copy(store.document, nodes);
}

/** What is no part of a flow is left alone; what does not fit is said. */
export function pasteText(store: Store, text: string, at: Place): boolean {
    if (store.readOnly !== null || !text.includes('millrace.')) {
        return false;
    }
    const options = { types: store.types, avoid: idsEver(store.get().history) };
    const made = paste(store.document, text, freePlace(store.document, at), options);
    if (made.ids.length === 0) {
        notifyFailure(new Error(words.designer.badClip));
        return true;
    }
    store.act('paste', made.document);
    store.select({ nodes: new Set(made.ids), wire: null });
    store.say(words.designer.said.pasted(made.ids.length));
    return true;
}
