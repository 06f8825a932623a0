// Where things stand. No part of the logic: none of this changes what a run does.

import type { FlowDocument, Group, Layout, Note, Place } from '../document';
import { hasNode } from '../document';
import { mintId } from '../mint';
import { isEmptyMap, withMember } from '../pointer';

/** An empty layout is none. */
export function withLayout(doc: FlowDocument, layout: Layout | undefined): FlowDocument {
    if (layout === doc.layout) {
        return doc;
    }
    const kept = Object.entries(layout ?? {}).filter(([, part]) => part && !isEmptyMap(part));
    return withMember(doc, 'layout', kept.length > 0 ? Object.fromEntries(kept) : undefined);
}

export function moveNodes(doc: FlowDocument, places: Record<string, Place>): FlowDocument {
    const before = doc.layout?.nodes ?? {};
    const moved = Object.entries(places).flatMap(([id, [x, y]]): [string, Place][] => {
        const to = whole([x, y]);
        const from = before[id];
        return !hasNode(doc, id) || (from && from[0] === to[0] && from[1] === to[1]) ? [] : [[id, to]];
    });
    if (moved.length === 0) {
        return doc;
    }
    return withLayout(doc, { ...doc.layout, nodes: Object.assign({ ...before }, Object.fromEntries(moved)) });
}

/** A node is in one group: it leaves the one it was in. */
export function addGroup(
    doc: FlowDocument,
    wish: { title: string; nodes: string[]; id?: string },
): { document: FlowDocument; id: string } {
    const groups = doc.layout?.groups ?? [];
    const ids = groups.map((group) => group.id);
    const id = wish.id && !ids.includes(wish.id) ? wish.id : mintId('group', ids);
    const nodes = wish.nodes.filter((node) => hasNode(doc, node));
    const document = withGroups(doc, [...without(groups, nodes), { id, title: wish.title, nodes }]);
    return { document, id };
}

/** Its nodes stay. */
export function removeGroup(doc: FlowDocument, id: string): FlowDocument {
    const groups = doc.layout?.groups ?? [];
    return groups.some((group) => group.id === id)
        ? withGroups(
              doc,
              groups.filter((group) => group.id !== id),
          )
        : doc;
}

export function renameGroup(doc: FlowDocument, id: string, title: string): FlowDocument {
    return changedGroup(doc, id, (group) => (group.title === title ? group : { ...group, title }));
}

/** Other nodes for a group; undefined as group takes them out of any. */
export function regroup(doc: FlowDocument, nodes: string[], group: string | undefined): FlowDocument {
    const there = nodes.filter((id) => hasNode(doc, id));
    const groups = without(doc.layout?.groups ?? [], there, group);
    const joined = groups.map((one) =>
        one.id === group ? { ...one, nodes: [...new Set([...one.nodes, ...there])] } : one,
    );
    return withGroups(doc, joined);
}

function without(groups: Group[], nodes: string[], except?: string): Group[] {
    return groups.flatMap((group) => {
        const kept = group.id === except ? group.nodes : group.nodes.filter((id) => !nodes.includes(id));
        return kept.length === group.nodes.length ? [group] : kept.length > 0 ? [{ ...group, nodes: kept }] : [];
    });
}

function changedGroup(doc: FlowDocument, id: string, change: (group: Group) => Group): FlowDocument {
    const groups = doc.layout?.groups ?? [];
    const after = groups.map((group) => (group.id === id ? change(group) : group));
    return after.some((group, i) => group !== groups[i]) ? withGroups(doc, after) : doc;
}

function withGroups(doc: FlowDocument, groups: Group[]): FlowDocument {
    return withLayout(doc, { ...doc.layout, groups });
}

export function addNote(
    doc: FlowDocument,
    wish: { text: string; at: Place; id?: string },
): { document: FlowDocument; id: string } {
    const notes = doc.layout?.notes ?? [];
    const ids = notes.map((note) => note.id);
    const id = wish.id && !ids.includes(wish.id) ? wish.id : mintId('note', ids);
    return { document: withNotes(doc, [...notes, { id, text: wish.text, at: whole(wish.at) }]), id };
}

export function moveNote(doc: FlowDocument, id: string, at: Place): FlowDocument {
    const [x, y] = whole(at);
    return changedNote(doc, id, (note) => (note.at[0] === x && note.at[1] === y ? note : { ...note, at: [x, y] }));
}

export function setNote(doc: FlowDocument, id: string, text: string): FlowDocument {
    return changedNote(doc, id, (note) => (note.text === text ? note : { ...note, text }));
}

export function removeNote(doc: FlowDocument, id: string): FlowDocument {
    const notes = doc.layout?.notes ?? [];
    return notes.some((note) => note.id === id)
        ? withNotes(
              doc,
              notes.filter((note) => note.id !== id),
          )
        : doc;
}

function changedNote(doc: FlowDocument, id: string, change: (note: Note) => Note): FlowDocument {
    const notes = doc.layout?.notes ?? [];
    const after = notes.map((note) => (note.id === id ? change(note) : note));
    return after.some((note, i) => note !== notes[i]) ? withNotes(doc, after) : doc;
}

function withNotes(doc: FlowDocument, notes: Note[]): FlowDocument {
    return withLayout(doc, { ...doc.layout, notes });
}

/** Whole pixels: a document is read by people, too. */
export function whole([x, y]: Place): Place {
    return [Math.round(x), Math.round(y)];
}
