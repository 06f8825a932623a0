// Makes what the program embeds of the built studio:
//
//   node scripts/pack.mjs DIST OUT     writes OUT/studio.bin, all files one after another, and OUT/studio.cpp, their table
//
// The bytes reach the program through the assembler: a compiler would take minutes for literals of this size.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

const [dist, out] = process.argv.slice(2).map((folder) => resolve(folder));
const packable = /\.(html|js|css|svg|json|txt)$/;

function filesBelow(folder) {
    return readdirSync(folder, { withFileTypes: true })
        .flatMap((entry) => {
            const path = join(folder, entry.name);
            return entry.isDirectory() ? filesBelow(path) : [path];
        })
        .sort();
}

const parts = [];
const rows = [];
let begin = 0;
for (const path of filesBelow(dist)) {
    const bytes = readFileSync(path);
    const isPacked = packable.test(path);
    const kept = isPacked ? gzipSync(bytes, { level: 9 }) : bytes;
    const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
    rows.push(`    {"${relative(dist, path)}", "${digest}", ${begin}, ${kept.length}, ${isPacked}},`);
    parts.push(kept);
    begin += kept.length;
}

const bin = join(out, 'studio.bin');
const all = Buffer.concat(parts);
const source = `// Written by studio/scripts/pack.mjs. The bytes: ${createHash('sha256').update(all).digest('hex')}
#include "api/pages/studio_files.hpp"

asm(R"(
    .pushsection .rodata
    .global millrace_studio_bytes
millrace_studio_bytes:
    .incbin "${bin}"
    .byte 0
    .popsection
)");
extern "C" const char millrace_studio_bytes[];

namespace millrace::pages {
namespace {

const StudioFile files[] = {
${rows.join('\n')}
};

}  // namespace

Studio studio() {
    return {files, millrace_studio_bytes};
}

}  // namespace millrace::pages
`;
writeFileSync(bin, all);
writeFileSync(join(out, 'studio.cpp'), source);
console.log(`studio: ${rows.length} files, ${Math.ceil(all.length / 1024)} KB`);
