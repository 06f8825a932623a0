// Which screen needs which right. The server judges for itself; this says it before somebody asks in vain.

export const rights = {
    flows: ['flow.read'],
    templates: ['flow.read'],
    // The overlay and the replay show the flow itself.
    runs: ['run.read', 'flow.read'],
    nodeTypes: ['node_type.read'],
    health: ['system.read'],
} as const;

export type Screen = keyof typeof rights;
