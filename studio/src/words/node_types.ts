export const nodeTypes = {};
