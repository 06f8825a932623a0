// A system that cannot be measured here, and why. It is named in the table; nothing is put in its place.

export class Missing extends Error {}
