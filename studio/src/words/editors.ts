export const editors = {};
