const count = (number: number, one: string, many: string) => `${number} ${number === 1 ? one : many}`;

export const problems = {
    title: 'Problems',
    none: 'No problems',
    allGood: 'All good',
    checking: 'checking…',
    error: 'Error',
    warning: 'Warning',
    here: 'To be mended',
    count: (errors: number, warnings: number) =>
        [errors > 0 && count(errors, 'error', 'errors'), warnings > 0 && count(warnings, 'warning', 'warnings')]
            .filter(Boolean)
            .join(', '),
    short: (errors: number, warnings: number) =>
        errors > 0 ? count(errors, 'error', 'errors') : count(warnings, 'warning', 'warnings'),
    // What the model says of itself, without a server.
    missing: (what: string) => `expected “${what}” to be filled in but it is empty`,
    unknownType: (type: string) => `expected a known node type but found “${type}”`,
    unknownSetting: (setting: string, type: string) => `expected a setting of ${type} but found “${setting}”`,
    unwired: (output: string, node: string) =>
        `expected the output “${output}” of “${node}” to lead somewhere but it has no wire`,
    noBranches: (node: string) => `expected “${node}” to have branches but it has no wire`,
    unknownOutput: (output: string, node: string) => `expected an output of “${node}” but found “${output}”`,
    unknownTarget: (id: string) => `expected the id of a node but there is no “${id}”`,
    unreachable: (node: string) => `expected a way to “${node}” but no wire, hook or route leads there`,
    noEnd: (node: string) => `expected each path to end in an ending node but one stops at “${node}”`,
    waitsForEver: (node: string, setting: string) =>
        `expected “${node}” to wait for a limited time but “${setting}” is not set`,
    unknownBinding: (name: string) => `expected a binding of this flow but found “${name}”`,
    unknownVariable: (name: string) => `expected vars.${name} to be set before it is read but nothing sets it`,
    newerFormat: (found: string, known: string) =>
        `This flow is written in the format ${found}; this studio knows ${known}. It can be looked at, but not changed.`,
    unknownMembers: (pointers: string[]) =>
        `This flow has parts that this studio does not know (${pointers.join(', ')}). Saving would lose them, so it ` +
        'can be looked at, but not changed.',
    lossyNumber: (number: string) =>
        `This flow has the number ${number}, which a browser cannot keep exactly. It can be looked at, but not changed.`,
    notAFlow: 'This is no flow document.',
    fixes: {
        connect: (output: string, to: string) => `Lead “${output}” to “${to}”`,
        connectNew: (output: string) => `Lead “${output}” to a new ending node`,
        disconnect: (output: string) => `Remove the wire of “${output}”`,
        renameOutput: (from: string, to: string) => `Make “${from}” the wire of “${to}”`,
        removeSetting: (setting: string) => `Remove “${setting}”`,
        renameSetting: (from: string, to: string) => `Rename “${from}” to “${to}”`,
        fill: (setting: string, value: string) => `Set “${setting}” to ${value}`,
        bind: (setting: string, name: string) => `Bind “${setting}” to “${name}”`,
        declareBinding: (name: string, kind: string) => `Declare the binding “${name}” (${kind})`,
        declareVariable: (name: string) => `Declare “${name}” with an empty default`,
        setStart: (id: string) => `Start at “${id}”`,
        removeNode: (id: string) => `Remove “${id}”`,
        removeHook: (on: string) => `Remove the hook on “${on}”`,
        removeRoute: (member: string) => `Remove ${member}`,
        leadRoute: (member: string, id: string) => `Lead ${member} to “${id}”`,
        changeType: (type: string) => `Make it “${type}”`,
        timeOut: (duration: string) => `Wait ${duration} at most`,
        wait: (output: string) => `Wait a minute on the wire of “${output}”`,
        setTrigger: 'Let others start it (api)',
        addJoin: 'Add a join',
        join: (id: string) => `Meet in “${id}”`,
    },
};
