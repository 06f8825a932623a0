// Opens a flow: its draft from the server, what this browser kept of it, the node types; then the designer.

import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { type ServedNodeType, useNodeTypes } from '@/api/queries';
import { Refusal } from '@/api/request';
import { may, useSession } from '@/app/session';
import { nodeTypes, openDocument } from '@/model';
import { Failure, Loading } from '@/ui';
import { words } from '@/words';
import { Designer } from './designer';
import { readDraft, type ServerDraft } from './drafts';
import { open, type Opened } from './opening';
import { recallDraft } from './stored';

export function DesignerRoom({ flowKey }: { flowKey: string }) {
    const { user } = useSession();
    const types = useNodeTypes();
    const mayWrite = may(user, 'flow.write');
    const draft = useQuery({
        queryKey: ['designer', flowKey, user?.userId],
        queryFn: () => readDraft(flowKey),
        // The designer holds the newest itself; who comes back asks anew.
        staleTime: Infinity,
        gcTime: 0,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
    });
    const failure = draft.error ?? types.error;
    const kept = useMemo(
        () => (user && draft.status === 'error' ? recallDraft(user.userId, flowKey) : null),
        [user, draft.status, flowKey],
    );
    // Without a server what this browser kept can still be worked on.
    const isAway = draft.error instanceof Refusal && draft.error.isPassing && kept !== null;
    if (failure && !(isAway && types.data)) {
        return (
            <div style={{ padding: 24 }}>
                <Failure error={failure} onRetry={() => void Promise.all([draft.refetch(), types.refetch()])} />
            </div>
        );
    }
    const server: ServerDraft | undefined =
        draft.data ??
        (kept ? { document: kept.base, etag: kept.etag, base_version: kept.seen, updated_at: '' } : undefined);
    if (!server || !types.data || !user) {
        return <Loading />;
    }
    return (
        <Opening
            key={`${flowKey} ${user.userId}`}
            flowKey={flowKey}
            user={user.userId}
            server={server}
            types={types.data}
            readOnly={openDocument(server.document).readOnly ?? (mayWrite ? null : words.designer.mayNotWrite)}
        />
    );
}

interface OpeningProps {
    flowKey: string;
    user: string;
    server: ServerDraft;
    types: ServedNodeType[];
    readOnly: string | null;
}

function Opening({ flowKey, user, server, types, readOnly }: OpeningProps) {
    const known = useMemo(() => nodeTypes(types), [types]);
    // Opened once: from then on the designer has the newest.
    const [opened] = useState((): Opened => open({ flowKey, user, server, types: known, readOnly }));
    return <Designer opened={opened} types={known} />;
}
