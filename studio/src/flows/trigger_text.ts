import type { FlowItem } from '@/api/queries';
import { words } from '@/words';

const say = words.flows.triggers;

/** When the flow begins, in words. */
export function triggerText({ trigger }: Pick<FlowItem, 'trigger'>): string {
    if (trigger === undefined) {
        return '';
    }
    const on = typeof trigger === 'string' ? trigger : trigger?.on;
    switch (on) {
        case undefined:
        case '':
            return say.none;
        case 'api':
        case 'conversation.started':
        case 'conversation.closed':
            return say[on];
        default:
            return say.event(on.replace(/^event:/, ''));
    }
}
