// Writes src/api/schema.ts, the types of the published API, from the server's own description:
//
//   npm run api -- BIN          BIN is a built millrace; --check only says whether the file is what it would write
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';

const place = new URL('../src/api/schema.ts', import.meta.url);
const words = process.argv.slice(2);
const isCheck = words.includes('--check');
const program = words.find((word) => !word.startsWith('-')) ?? '../build/release/bin/millrace';

const description = JSON.parse(execFileSync(program, ['openapi'], { maxBuffer: 1 << 26 }).toString());
const text = `// Written by \`npm run api\` from the server's description. Do not edit.\n\n${astToString(await openapiTS(description))}`;
if (!isCheck) {
    writeFileSync(place, text);
} else if (readFileSync(place, 'utf8') !== text) {
    console.error(
        'studio: expected src/api/schema.ts to be what the server describes but it differs: npm run api -- BIN',
    );
    process.exit(1);
}
