// All flows: find one, see in what state it is, begin a new one.

import { Button, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { IconFileImport, IconPlus, IconSearch, IconSitemap } from '@tabler/icons-react';
import { useEffect, useMemo, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { live, type Frame } from '@/api/live';
import { keys, useFlows, type FlowItem } from '@/api/queries';
import { useCommands } from '@/app/commands';
import frame from '@/app/frame.module.css';
import { useMay } from '@/app/session';
import { EmptyState, Failure, Loading, PageHead } from '@/ui';
import { words } from '@/words';
import { FlowTable } from './flow_table';
import { ImportFlow } from './import_flow';
import { NewFlow } from './new_flow';
import styles from './flows.module.css';

const say = words.flows;

/** What changes a line of the list. */
const listed = new Set(['flow.drafted', 'flow.published', 'flow.rolled_back', 'flow.reviewed']);
/** A socket hears 256 topics. */
const heardMax = 200;

export function FlowsRoom() {
    const flows = useFlows();
    const mayWrite = useMay('flow.write');
    const [query, setQuery] = useState('');
    const [open, setOpen] = useState<'new' | 'import' | null>(null);
    const [, navigate] = useLocation();
    useFreshness(flows.data);

    useCommands(
        useMemo(
            () =>
                mayWrite
                    ? [
                          { id: 'flows.new', title: say.fresh, run: () => setOpen('new') },
                          { id: 'flows.import', title: say.importing.title, run: () => setOpen('import') },
                      ]
                    : [],
            [mayWrite],
        ),
    );

    const shown = useMemo(() => (flows.data ?? []).filter((flow) => matches(flow, query)), [flows.data, query]);
    const isEmpty = flows.data?.length === 0;
    return (
        <div className={frame.page}>
            <PageHead title={say.title} text={say.text}>
                {mayWrite && (
                    <>
                        <Button
                            leftSection={<IconFileImport size={16} aria-hidden />}
                            onClick={() => setOpen('import')}
                        >
                            {say.import}
                        </Button>
                        <Button
                            variant="filled"
                            leftSection={<IconPlus size={16} aria-hidden />}
                            onClick={() => setOpen('new')}
                        >
                            {say.fresh}
                        </Button>
                    </>
                )}
            </PageHead>
            {!isEmpty && (
                <TextInput
                    className={styles.search}
                    type="search"
                    leftSection={<IconSearch size={16} aria-hidden />}
                    placeholder={say.search}
                    aria-label={say.search}
                    value={query}
                    onChange={(event) => setQuery(event.currentTarget.value)}
                />
            )}
            {flows.isPending && <Loading />}
            {flows.error && <Failure error={flows.error} onRetry={() => void flows.refetch()} />}
            {isEmpty && (
                <EmptyState icon={IconSitemap} title={say.none.title} text={say.none.text}>
                    <Button component={Link} href="/templates">
                        {say.none.template}
                    </Button>
                </EmptyState>
            )}
            {flows.data && !isEmpty && shown.length === 0 && (
                <EmptyState icon={IconSearch} title={say.noMatch.title} text={say.noMatch.text(query)}>
                    <Button onClick={() => setQuery('')}>{say.noMatch.clear}</Button>
                </EmptyState>
            )}
            {shown.length > 0 && <FlowTable flows={shown} />}
            {open === 'new' && (
                <NewFlow
                    onClose={() => setOpen(null)}
                    onMade={(key) => navigate(`/flows/${encodeURIComponent(key)}`)}
                />
            )}
            {open === 'import' && (
                <ImportFlow
                    onClose={() => setOpen(null)}
                    onMade={(key) => navigate(`/flows/${encodeURIComponent(key)}`)}
                />
            )}
        </div>
    );
}

function matches({ key, title, description }: FlowItem, query: string) {
    const text = `${title} ${key} ${description ?? ''}`.toLowerCase();
    return query
        .toLowerCase()
        .split(/\s+/)
        .every((word) => text.includes(word));
}

/** What colleagues draft and publish shows without a reload. */
function useFreshness(flows: FlowItem[] | undefined) {
    const queries = useQueryClient();
    const topics = flows
        ?.slice(0, heardMax)
        .map(({ key }) => `flow:${key}`)
        .join();
    useEffect(() => {
        if (!topics) {
            return;
        }
        const refresh = () => void queries.invalidateQueries({ queryKey: keys.flows, exact: true });
        const onFrame = ({ type }: Frame) => {
            if (listed.has(type)) {
                refresh();
            }
        };
        const leaves = topics.split(',').map((topic) => live.subscribe(topic, { onFrame, onResync: refresh }));
        return () => leaves.forEach((leave) => leave());
    }, [topics, queries]);
}
