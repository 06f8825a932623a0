// One node type: what it is for, what it can be given, who uses it, and how it came to be.

import { Anchor, Badge, Button, Group, Text, Title } from '@mantine/core';
import { IconArrowLeft, IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';
import frame from '@/app/frame.module.css';
import { useMay } from '@/app/session';
import { NodeIcon } from '@/canvas';
import { HelpText } from '@/designer/help_text';
import { TextEditor } from '@/editors';
import { Failure, Loading, PageHead, When } from '@/ui';
import { words } from '@/words';
import { useNodeType, useTypeText, type WholeType } from './type_api';
import { originOf } from './type_filter';
import { OutputsTable, SettingsTable } from './type_tables';
import { colourOf } from './types_room';
import { Workshop } from './workshop';
import classes from './node_types.module.css';

const say = words.nodeTypes;

export function NodeTypeRoom({ type }: { type: string }) {
    const found = useNodeType(type);
    if (found.error) {
        return (
            <div className={frame.page}>
                <PageHead title={type} />
                <Failure error={found.error} onRetry={() => void found.refetch()} />
            </div>
        );
    }
    return found.data ? <OneType key={type} type={found.data} /> : <Loading />;
}

function OneType({ type }: { type: WholeType }) {
    const mayWrite = useMay('node_type.write') && originOf(type) === 'org';
    const newest = type.versions?.[0]?.version ?? type.version;
    const [chosen, setVersion] = useState<number | null>(null);
    const version = chosen ?? newest;
    const text = useTypeText(type.type, version);
    const [isWriting, setWriting] = useState(false);
    if (isWriting && text.data) {
        const { source, help, cases } = text.data;
        return (
            <Workshop
                of={type.type}
                begin={{ source: source ?? '', help, cases }}
                onClose={() => setWriting(false)}
                onUploaded={() => {
                    setVersion(null);
                    setWriting(false);
                }}
            />
        );
    }
    return (
        <div className={frame.page}>
            <Anchor component={Link} href="/node-types" size="sm">
                <IconArrowLeft size={13} aria-hidden /> {say.back}
            </Anchor>
            <PageHead title={type.title}>
                <span className={classes.icon} style={{ color: colourOf(type) }}>
                    <NodeIcon name={type.icon} size={22} />
                </span>
                <Text ff="monospace" size="sm" c="dimmed">
                    {type.type}
                </Text>
                <Badge color="gray">{say.origins[originOf(type)] ?? originOf(type)}</Badge>
                <Badge color="gray">{say.version(newest)}</Badge>
                {mayWrite && (
                    <Button
                        leftSection={<IconPencil size={15} />}
                        disabled={!text.data}
                        onClick={() => setWriting(true)}
                    >
                        {say.newVersion}
                    </Button>
                )}
            </PageHead>
            <div className={classes.columns}>
                <div>
                    <Section title={say.help}>
                        {text.data?.help || type.help ? (
                            <HelpText text={text.data?.help || type.help} />
                        ) : (
                            <Text c="dimmed">{say.noHelp}</Text>
                        )}
                    </Section>
                    <Section title={say.settings}>
                        <SettingsTable schema={type.settings_schema} />
                    </Section>
                    <Section title={say.outputs}>
                        <OutputsTable type={type} />
                    </Section>
                    <Section title={say.sourceOf(version)}>
                        {text.error && <Failure error={text.error} onRetry={() => void text.refetch()} />}
                        {text.data?.source ? (
                            <TextEditor
                                label={say.sourceOf(version)}
                                isLabelHidden
                                language="lua"
                                value={text.data.source}
                            />
                        ) : (
                            text.data && <Text c="dimmed">{say.noSource}</Text>
                        )}
                    </Section>
                    {text.data?.cases && (
                        <Section title={say.cases}>
                            <TextEditor label={say.cases} isLabelHidden language="flowtest" value={text.data.cases} />
                        </Section>
                    )}
                </div>
                <div>
                    <UsedBy type={type} />
                    <Versions type={type} version={version} onLook={setVersion} />
                </div>
            </div>
        </div>
    );
}

function UsedBy({ type }: { type: WholeType }) {
    const uses = type.used_by ?? [];
    return (
        <Section title={say.usedBy}>
            {uses.length === 0 && <Text c="dimmed">{say.notUsed}</Text>}
            <ul className={classes.list}>
                {uses.map(({ flow, title, version, node }) => (
                    <li key={`${flow}/${node}/${version}`}>
                        <Anchor component={Link} href={`/flows/${encodeURIComponent(flow)}`} size="sm">
                            {say.use(title || flow, node)}
                        </Anchor>{' '}
                        <Text span size="xs" c="dimmed">
                            {version === null ? say.inDraft : say.inVersion(version)}
                        </Text>
                    </li>
                ))}
            </ul>
        </Section>
    );
}

function Versions({ type, version, onLook }: { type: WholeType; version: number; onLook: (version: number) => void }) {
    return (
        <Section title={say.versions}>
            <ul className={classes.list}>
                {(type.versions ?? []).map((one) => (
                    <li key={one.version}>
                        <Group gap={8}>
                            <Button
                                size="compact-xs"
                                variant={one.version === version ? 'light' : 'default'}
                                aria-label={say.look(one.version)}
                                aria-pressed={one.version === version}
                                onClick={() => onLook(one.version)}
                            >
                                {say.version(one.version)}
                            </Button>
                            <Text size="xs" c="dimmed">
                                {one.at && <When at={one.at} />} {one.author_name && say.by(one.author_name)}
                            </Text>
                        </Group>
                    </li>
                ))}
            </ul>
        </Section>
    );
}

function Section({ title, children }: React.PropsWithChildren<{ title: string }>) {
    return (
        <section className={classes.section}>
            <Title order={2} mb={6}>
                {title}
            </Title>
            {children}
        </section>
    );
}
