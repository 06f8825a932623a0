export const gallery = {
    title: 'Templates',
    text: 'Flows that work, with their tests. Use one as it is, or as a beginning.',
    nodes: (count: number) => (count === 1 ? '1 node' : `${count} nodes`),
    tests: (count: number) => (count === 1 ? '1 test' : `${count} tests`),
    installed: 'In your flows',
    use: 'Use',
    useLabel: (title: string) => `Use the template ${title}`,
    look: 'Look closer',
    lookLabel: (title: string) => `Look closer at ${title}`,
    preview: (title: string) => `The graph of ${title}`,
    search: 'Search templates',
    none: 'This server ships no templates.',
    details: {
        nodes: 'Its nodes',
        tests: 'Its tests',
        close: 'Close',
    },
};
