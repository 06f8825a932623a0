// The draft is kept, checked and merged while the designer is open.

import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTopic } from '@/api/live';
import { keys } from '@/api/queries';
import { notify, notifyFailure } from '@/ui';
import { words } from '@/words';
import { Checker } from './checker';
import type { PublishedVersion } from './drafts';
import { Keeper, type Question } from './keeper';
import type { Opened } from './opening';
import { useOutcomes } from './use_outcomes';

export function useKeeping(opened: Opened) {
    const { store, user } = opened;
    const queries = useQueryClient();
    const [question, setQuestion] = useState<Question | null>(null);
    const [newer, setNewer] = useState<PublishedVersion | null>(null);
    const [isLater, setLater] = useState(false);
    const [keeper] = useState(
        () =>
            new Keeper(store, user, opened.known, opened.seen, {
                onQuestion: (next) => {
                    setLater(false);
                    setQuestion(next);
                },
                onMerged: (from) => notify(words.designer.merge.merged[from]),
                onNewer: setNewer,
            }),
    );
    const [checker] = useState(() => new Checker(store));
    useOutcomes(store, () => checker.again());

    useEffect(() => {
        checker.start();
        if (store.readOnly !== null) {
            return () => checker.stop();
        }
        keeper.start();
        if (opened.meet) {
            keeper.meet(opened.meet);
            opened.meet = null;
        }
        // Who is offline learns it from the state of saving.
        keeper.look().catch(() => {});
        return () => {
            keeper.stop();
            checker.stop();
        };
    }, [keeper, checker, store, opened]);

    const look = () => {
        if (store.readOnly === null) {
            keeper.look().catch(notifyFailure);
        }
    };
    useTopic(
        `flow:${store.flowKey}`,
        (frame) => {
            if (frame.type === 'flow.published' || frame.type === 'flow.rolled_back') {
                void queries.invalidateQueries({ queryKey: keys.flow(store.flowKey) });
                look();
            } else if (frame.type === 'flow.drafted' && frame.author === user && store.readOnly === null) {
                keeper.heard(String(frame.etag ?? ''));
            }
        },
        look,
    );
    return { keeper, checker, question, newer, isLater, setLater };
}
