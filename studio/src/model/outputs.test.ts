import { describe, expect, it } from 'vitest';

import { addNode, connect, disconnect, setSetting } from './edits';
import { outputsOf, ownOutcomes } from './outputs';
import { shipped, small, types } from './testing/flows';

const keys = (outputs: { key: string }[]) => outputs.map((output) => output.key);
const missing = (outputs: { key: string; isMissing: boolean }[]) => keys(outputs.filter((output) => output.isMissing));

function alone(type: string, settings: Record<string, unknown> = {}, next: Record<string, string> = {}) {
    const document = addNode(small(), { type, id: 'it', settings, next }).document;
    return outputsOf(document, 'it', types, (flow) => (flow === 'survey' ? ['rated', 'unrated'] : undefined));
}

describe('the outputs of a node', () => {
    it('are those of its type; good ones must lead somewhere, errors and events need not', () => {
        expect(missing(alone('routing.business_hours'))).toEqual(['open', 'closed']);
        expect(missing(alone('routing.enqueue'))).toEqual(['answered', 'gave_up']);
        expect(keys(alone('routing.enqueue'))).toEqual(['answered', 'gave_up', 'closed']);
        expect(alone('control.end')).toEqual([]);
    });

    it('of a menu follow its options, whichever way they are written', () => {
        const document = setSetting(small(), 'menu', '/options/-', 'billing');
        const outputs = outputsOf(document, 'menu', types);
        expect(keys(outputs)).toEqual(['no_match', 'timeout', 'sales', 'support', 'billing']);
        expect(outputs.find((output) => output.key === 'support')).toMatchObject({ title: 'Help', to: 'bye' });
        expect(missing(outputs)).toEqual(['billing']);
    });

    it('of a race are its branches, of a subflow the outcomes of the flow', () => {
        expect(keys(alone('control.race', {}, { b: 'bye', a: 'bye' }))).toEqual(['a', 'b']);
        expect(keys(alone('control.subflow', { flow: 'survey' }))).toEqual(['rated', 'unrated']);
        expect(keys(alone('control.subflow', { flow: 'unknown' }, { done: 'bye' }))).toEqual(['done']);
        expect(keys(alone('control.subflow', { flow: 'small' }))).toEqual(['done']);
    });

    it('include a timeout only where the node can time out', () => {
        expect(missing(alone('control.wait_for_event', { name: 'x' }))).toEqual(['received']);
        expect(missing(alone('control.wait_for_event', { name: 'x', within: '1h' }))).toEqual(['received', 'timeout']);
        expect(missing(alone('conversation.ask', { text: '?' }))).toEqual(['answered', 'timeout']);
    });

    it('show a wire that hangs on none', () => {
        const document = connect(small(), { node: 'menu', output: 'gone' }, 'bye');
        expect(outputsOf(document, 'menu', types).filter((output) => output.isUnknown)).toHaveLength(1);
        const strange = addNode(small(), { type: 'no.such', id: 'it', next: { a: 'bye' } }).document;
        expect(outputsOf(strange, 'it', types)).toMatchObject([{ key: 'a', isUnknown: false, isMissing: false }]);
    });

    it('of the shipped flows are all known and wired', () => {
        for (const flow of Object.values(shipped)) {
            for (const id of Object.keys(flow.nodes)) {
                const outputs = outputsOf(flow, id, types);
                expect(outputs.filter((output) => output.isMissing || output.isUnknown)).toEqual([]);
            }
        }
        expect(Object.keys(shipped)).toHaveLength(6);
    });

    it('are missing as soon as a wire goes', () => {
        expect(missing(outputsOf(disconnect(small(), { node: 'welcome', output: 'sent' }), 'welcome', types))).toEqual([
            'sent',
        ]);
        expect(ownOutcomes(small(), types)).toEqual(['done']);
    });
});
