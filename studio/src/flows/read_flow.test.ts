import { expect, test } from 'vitest';
import { readFlow } from './read_flow';

const flow = { format: 'millrace.flow/1', key: 'k', title: 'T', start: 'a', nodes: {} };

test('a flow is read as it was exported, or as the API wraps it', () => {
    expect(readFlow(JSON.stringify(flow))).toEqual({ kind: 'flow', document: flow });
    expect(readFlow(JSON.stringify({ document: flow, base_version: 1 }))).toEqual({ kind: 'flow', document: flow });
});

test('a flow of a newer format can be looked at, and says why not more', () => {
    const reading = readFlow(JSON.stringify({ ...flow, format: 'millrace.flow/2' }));
    expect(reading.kind).toBe('newer');
    expect(reading).toHaveProperty('message', expect.stringContaining('millrace.flow/2'));
});

test('what is no flow is named, and nothing is not complained about', () => {
    expect(readFlow('  ')).toEqual({ kind: 'nothing' });
    expect(readFlow('{"a":').kind).toBe('trouble');
    expect(readFlow('[]').kind).toBe('trouble');
    expect(readFlow('"text"').kind).toBe('trouble');
    expect(readFlow('{"format":"n8n/1","key":"k","nodes":[]}').kind).toBe('trouble');
});
