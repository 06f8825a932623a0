// Every edit: (document, …) => document, pure, with untouched nodes keeping their identity. What is unknown leaves the
// document as it is: the very same one, so that nothing happened is told by ===.

export {
    addHook,
    removeBinding,
    removeHook,
    removeVariable,
    setBinding,
    setFlow,
    setHook,
    setInput,
    setKey,
    setOnCancel,
    setOnError,
    setStart,
    setTrigger,
    setVariable,
} from './edits/flow';
export {
    addGroup,
    addNote,
    moveNodes,
    moveNote,
    regroup,
    removeGroup,
    removeNote,
    renameGroup,
    setNote,
} from './edits/layout';
export type { NewNode } from './edits/nodes';
export { addNode, changeType, removeNodes, setCommit, setNodeNote, setSetting, setTitle } from './edits/nodes';
export { renameNode } from './edits/rename';
export { connect, disconnect, insertOnWire, removeOption, renameOption, renameOutput } from './edits/wires';
