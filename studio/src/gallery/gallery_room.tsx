// The shipped flows, to look at and to begin with.

import { Badge, Button, Group, Text, TextInput, Title } from '@mantine/core';
import { IconSearch, IconTemplate } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { useTemplates, type Template } from '@/api/queries';
import { useCommands } from '@/app/commands';
import frame from '@/app/frame.module.css';
import { bestFirst } from '@/app/fuzzy';
import { useMay } from '@/app/session';
import { NewFlow } from '@/flows';
import { EmptyState, Failure, Loading, PageHead } from '@/ui';
import { words } from '@/words';
import { Closer } from './closer';
import { Preview } from './preview';
import styles from './gallery.module.css';

const say = words.gallery;

export function GalleryRoom() {
    const templates = useTemplates();
    const mayWrite = useMay('flow.write');
    const [query, setQuery] = useState('');
    const [used, setUsed] = useState<Template | null>(null);
    const [seen, setSeen] = useState<Template | null>(null);
    const [, navigate] = useLocation();
    const shown = useMemo(
        () => bestFirst(query, templates.data ?? [], ({ title, description }) => `${title} ${description ?? ''}`),
        [templates.data, query],
    );
    useCommands(
        useMemo(
            () =>
                mayWrite
                    ? (templates.data ?? []).map((template) => ({
                          id: `template:${template.key}`,
                          title: say.useLabel(template.title),
                          run: () => setUsed(template),
                      }))
                    : [],
            [templates.data, mayWrite],
        ),
    );
    return (
        <div className={frame.page}>
            <PageHead title={say.title} text={say.text} />
            {templates.isPending && <Loading />}
            {templates.error && <Failure error={templates.error} onRetry={() => void templates.refetch()} />}
            {templates.data?.length === 0 && <EmptyState icon={IconTemplate} title={say.none} />}
            {(templates.data?.length ?? 0) > 0 && (
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
            <ul className={styles.grid}>
                {shown.map((template) => (
                    <li key={template.key} className={styles.card}>
                        <Preview document={template.document} title={template.title} />
                        <div className={styles.words}>
                            <Title order={2}>{template.title}</Title>
                            <Text size="sm" c="dimmed" className={styles.description}>
                                {template.description}
                            </Text>
                            <Group justify="space-between" mt="auto" pt="xs">
                                <Group gap={6}>
                                    <Badge color="gray">{say.nodes(template.nodes)}</Badge>
                                    <Badge color="gray">{say.tests(testsIn(template.tests))}</Badge>
                                    {template.installed && <Badge>{say.installed}</Badge>}
                                </Group>
                                <Group gap={6}>
                                    <Button
                                        size="xs"
                                        variant="subtle"
                                        aria-label={say.lookLabel(template.title)}
                                        onClick={() => setSeen(template)}
                                    >
                                        {say.look}
                                    </Button>
                                    {mayWrite && (
                                        <Button
                                            size="xs"
                                            aria-label={say.useLabel(template.title)}
                                            onClick={() => setUsed(template)}
                                        >
                                            {say.use}
                                        </Button>
                                    )}
                                </Group>
                            </Group>
                        </div>
                    </li>
                ))}
            </ul>
            {used && (
                <NewFlow
                    template={used.key}
                    onClose={() => setUsed(null)}
                    onMade={(key) => navigate(`/flows/${encodeURIComponent(key)}`)}
                />
            )}
            {seen && <Closer template={seen} onClose={() => setSeen(null)} />}
        </div>
    );
}

function testsIn(text: string) {
    return text.match(/^case\s/gm)?.length ?? 0;
}
