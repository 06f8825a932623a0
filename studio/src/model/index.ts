// The flow document and all that can be done with it, free of React. Others import from here only.

export { canonical, canonicalLogic, equalDocuments, equalLogic, withoutLayout } from './canonical';
export type { Clip } from './clipboard';
export { copy, duplicate, paste, readClip } from './clipboard';
export type { Change, LayoutChange, What } from './diff';
export { diff, layoutDiff } from './diff';
export type { DiffLine } from './diff_text';
export { diffText, hunks } from './diff_text';
export * from './document';
export * from './edits';
export { equal } from './equal';
export * from './history';
export type { Conflict, Merged, Side } from './merge';
export { isResolved, merge, resolve, resolveAll } from './merge';
export * from './mint';
export * from './node_types';
export * from './outputs';
export * as pointers from './pointer';
