// What expressions can read at a frame, as far as the simulator tells it.

import type { Scopes } from '@/editors/scopes';
import type { Frame } from './wire';

export function scopesOf(frames: readonly Frame[], place: number): Scopes | null {
    const frame = frames[place];
    if (!frame) {
        return null;
    }
    const scopes: Scopes = { vars: frame.vars, node: frame.outputs };
    if (frame.conversation) {
        const { status, owner, queue, tags, fields } = frame.conversation;
        scopes.conversation = { status, owner, queue, tags, fields };
    }
    return scopes;
}
