// Every sentence that people read in the studio, by the room that says it. A translation is a file of this shape; what
// varies is a function of it. No other file holds a sentence.

const shell = {
    title: 'Millrace',
};

const account = {};

const flows = {};

const designer = {};

const fields = {};

const problems = {};

const editors = {};

const simulator = {};

const tests = {};

const versions = {};

const runs = {};

const health = {};

const gallery = {};

const nodeTypes = {};

export const words = {
    shell,
    account,
    flows,
    designer,
    fields,
    problems,
    editors,
    simulator,
    tests,
    versions,
    runs,
    health,
    gallery,
    nodeTypes,
};
