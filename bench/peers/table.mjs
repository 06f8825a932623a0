// Which figures stand beside which, and the table of them.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import os from 'node:os';
import { repository } from './support/options.mjs';
import { spread, writtenSpread } from './support/figures.mjs';
import { inFlight } from './durable.mjs';

const throughput = { name: 'throughput', figure: `runs of five durable steps, ${inFlight} in flight`, unit: '/s' };
const latency = { name: 'latency', figure: 'a run of five durable steps, alone, p50', unit: ' ms', lessIsBetter: true };
const native = { name: 'native', figure: 'hops in memory: native nodes', unit: '/s' };
const script = { name: 'script', figure: 'hops in memory: nodes with a script', unit: '/s' };

const all = [
    ...[throughput, latency].flatMap((what) =>
        ['restate', 'dbos'].flatMap((theirs) =>
            ['millrace-sqlite', 'millrace-postgres'].map((ours) => ({ ...what, ours, theirs })))),
    ...[native, script].map((what) => ({ ...what, ours: 'engine', theirs: 'node-red' })),
];

/** The rows that are asked for: all, those with the named peers, or ours alone. */
export function comparisons(only) {
    if (only.length === 0) {
        return all;
    }
    const named = all.filter(({ theirs }) => only.includes(theirs));
    if (!only.includes('millrace')) {
        return named;
    }
    const alone = all.filter(({ theirs }) => !only.includes(theirs)).map((row) => ({ ...row, theirs: undefined }));
    const first = (row, place) => alone.findIndex(({ ours, name }) => ours === row.ours && name === row.name) === place;
    return [...named, ...alone.filter(first)];
}

export function report(rows, systems, results, { rounds, seconds }) {
    const lines = rows.map((row) => `| ${cells(row, systems, results).join(' | ')} |`);
    return [
        `- ${machine()}`,
        `- ${versions(rows, systems, results)}, Node.js ${process.versions.node}`,
        `- medians of ${rounds} rounds of ${seconds} s, [least to most]`,
        '- ratio: how many times better ours is, taken within each round; below 1 theirs is better',
        '',
        '| figure | ours | theirs | ratio |',
        '| --- | --- | --- | --- |',
        ...lines,
        '',
    ].join('\n');
}

function versions(rows, systems, results) {
    const named = [...new Set(rows.flatMap(({ ours, theirs }) => [ours, theirs]))];
    const present = named.filter((name) => systems[name]?.version && !results.givenUp(name));
    return [...new Set(present.map((name) => systems[name].version()))].join(', ');
}

function cells(row, systems, results) {
    const ours = cell(row, row.ours, systems, results);
    const theirs = row.theirs ? cell(row, row.theirs, systems, results) : '';
    return [row.figure, ours, theirs, ratio(row, results)];
}

function cell({ name, unit }, system, systems, results) {
    const values = results.of(system, figureOf(system, name));
    const what = results.givenUp(system)?.replaceAll(/\s*[\n|]\s*/g, ' ') ?? writtenSpread(spread(values), unit);
    return `${systems[system].title}: ${what}`;
}

// Node-RED has one kind of hop, which stands beside both of ours.
function figureOf(system, name) {
    return system === 'node-red' ? 'script' : name;
}

function ratio({ name, ours, theirs, lessIsBetter }, results) {
    const mine = results.of(ours, name);
    const other = theirs ? results.of(theirs, figureOf(theirs, name)) : [];
    const pairs = mine.slice(0, other.length).map((value, round) => [value, other[round]]);
    if (pairs.length === 0) {
        return '';
    }
    return `× ${writtenSpread(spread(pairs.map(([a, b]) => (lessIsBetter ? b / a : a / b))))}`;
}

function machine() {
    const release = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
    const system = release.match(/^PRETTY_NAME="(.*)"$/m)?.[1] ?? os.type();
    const commit = execFileSync('git', ['-C', repository, 'rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
    const load = os.loadavg()[0].toFixed(2);
    const day = new Date().toISOString().slice(0, 10);
    return `${os.cpus().length} x ${os.cpus()[0].model}, ${system}, load ${load}, ${commit}, ${day}`;
}
