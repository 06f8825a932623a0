export const nodeTypes = {
    title: 'Node types',
    text: 'What flows are made of: those that come with Millrace, and your own, written in Lua.',
    search: 'Find a node type',
    none: 'No node type is like that.',
    count: (count: number) => (count === 1 ? '1 node type' : `${count} node types`),
    category: 'Category',
    allCategories: 'All categories',
    origin: 'Where from',
    allOrigins: 'From everywhere',
    origins: { shipped: 'Millrace', folder: "The server's folder", org: 'Your own' } as Record<string, string>,
    upload: 'New node type',
    newVersion: 'New version',
    columns: { title: 'Node type', category: 'Category', origin: 'From', version: 'Version', cases: 'Cases' },
    version: (version: number) => `Version ${version}`,
    back: 'All node types',
    help: 'Help',
    noHelp: 'There is no help for it.',
    settings: 'Settings',
    noSettings: 'There is nothing to set.',
    setting: { name: 'Setting', key: 'Key', kind: 'Kind', required: 'Required', about: 'About' },
    yes: 'yes',
    no: 'no',
    outputs: 'Outputs',
    outputsFrom: {
        fixed: '',
        next: 'Further outputs are the wires that are drawn from it.',
        options: 'Each of its options is an output.',
        flow: 'Each outcome of the flow that it calls is an output.',
    } as Record<string, string>,
    noOutputs: 'It has no outputs: a run ends here.',
    output: { key: 'Output', kind: 'Kind', about: 'When' },
    usedBy: 'Used by',
    notUsed: 'No flow uses it.',
    use: (title: string, node: string) => `${title}: ${node}`,
    inVersion: (version: number) => `version ${version}`,
    inDraft: 'in a draft',
    versions: 'Versions',
    by: (author: string) => `by ${author}`,
    source: 'Source',
    sourceOf: (version: number) => `Source of version ${version}`,
    noSource: 'It is written in C++ and comes with Millrace; there is no source to show here.',
    cases: 'Cases',
    look: (version: number) => `Show version ${version}`,
    room: {
        title: 'A node type in Lua',
        text: 'The cases are played first. Where one fails nothing is stored.',
        source: 'Source',
        sourceHelp: 'A Lua file that returns a node type.',
        help: 'Help',
        helpHelp: 'Markdown, for those who use it in their flows.',
        cases: 'Cases',
        casesHelp: 'They begin with “node” and its name.',
        test: 'Try the cases',
        upload: 'Upload',
        passed: (cases: number) => (cases === 1 ? 'The case passes.' : `All ${cases} cases pass.`),
        failed: (failed: number, cases: number) => `${failed} of ${cases} cases fail.`,
        noCases: 'There is no case yet.',
        uploaded: (title: string, version: number) => `${title} is there, as version ${version}. The palette has it.`,
        problems: 'What is wrong with the source',
        close: 'Close',
        startOver: 'Start over',
        startOverTitle: 'Start over?',
        startOverText: 'What is written here is thrown away.',
        firstSource: `return {
  type = "shop.greet",
  title = "Greet",
  icon = "hand-stop",
  outputs = {
    { key = "known", title = "We know the customer's name." },
    { key = "unknown", title = "We do not." },
  },
  settings = {
    { key = "greeting", kind = "text", label = "Greeting", default = "Hello" },
  },

  run = function(ctx, settings)
    if not ctx.contact.name then return "unknown" end
    ctx.send(settings.greeting .. ", " .. ctx.contact.name .. ".")
    return "known"
  end,
}
`,
        firstHelp: `Greets a customer whose name we know.
`,
        firstCases: `node shop.greet

case a name
  given contact.name=Ana
  enter
  asks message.send text="Hello, Ana."
  leaves known

case no name
  enter
  leaves unknown
`,
    },
};
