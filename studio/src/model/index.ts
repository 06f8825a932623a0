// The flow document and all that can be done with it, free of React. Others import from here only.

export { canonical, canonicalLogic, equalDocuments, equalLogic, withoutLayout } from './canonical';
export * from './document';
export * from './edits';
export { equal } from './equal';
export * from './history';
export * from './mint';
export * from './node_types';
export * from './outputs';
export * as pointers from './pointer';
