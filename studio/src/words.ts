// Every sentence that people read in the studio, by the room that says it: a file each in words/. A translation is a folder
// of the same shape; what varies is a function of it. No other file holds a sentence.
import { account } from './words/account';
import { designer } from './words/designer';
import { editors } from './words/editors';
import { fields } from './words/fields';
import { flows } from './words/flows';
import { gallery } from './words/gallery';
import { health } from './words/health';
import { nodeTypes } from './words/node_types';
import { problems } from './words/problems';
import { runs } from './words/runs';
import { shell } from './words/shell';
import { simulator } from './words/simulator';
import { tests } from './words/tests';
import { versions } from './words/versions';

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
