// Nothing is selected: the flow itself, in sections.

import { useEffect } from 'react';
import { Accordion, Badge, Group, Select, Stack, Text, TextInput, Textarea } from '@mantine/core';
import { useForm } from '@/fields';
import * as model from '@/model';
import { words } from '@/words';
import { titleOf } from './actions';
import { BindingsForm } from './bindings_form';
import { HooksForm } from './hooks_form';
import { TriggerForm } from './trigger_form';
import { useDesigner, useStore } from './use_store';
import { useKept } from './use_kept';
import { InputForm, VariablesForm } from './variables_form';
import classes from './designer.module.css';

const sections = ['about', 'trigger', 'input', 'variables', 'bindings', 'hooks', 'routes'] as const;
type Section = (typeof sections)[number];

export function FlowPanel({ onBindingsChanged }: { onBindingsChanged: () => void }) {
    const { document, problems } = useForm();
    const [open, setOpen] = useKept<string[]>('millrace.designer.sections', ['about', 'trigger']);
    const wish = useDesigner((state) => state.editWish);
    const section = wish.pointer === null ? undefined : sectionOf(wish.pointer);
    useEffect(() => {
        if (section !== undefined && !open.includes(section)) {
            setOpen([...open, section]);
        }
        // Once for each wish: who closes it again wants it closed.
        // eslint-disable-next-line react-hooks/exhaustive-deps
    }, [wish]);
    const counts: Partial<Record<Section, number>> = {
        input: Object.keys(document.input ?? {}).length,
        variables: Object.keys(document.variables ?? {}).length,
        bindings: Object.keys(document.bindings ?? {}).length,
        hooks: document.hooks?.length ?? 0,
    };
    const wrong = (part: Section) => problems.some((problem) => sectionOf(problem.pointer) === part);
    const parts: Record<Section, React.ReactNode> = {
        about: <About />,
        trigger: <TriggerForm />,
        input: <InputForm />,
        variables: <VariablesForm />,
        bindings: <BindingsForm onChanged={onBindingsChanged} />,
        hooks: <HooksForm />,
        routes: <RoutesForm />,
    };
    return (
        <div className={classes.flowPanel}>
            <Text fw={600} px="md" pt="md" pb={4}>
                {words.designer.flow}
            </Text>
            <Accordion multiple value={open} onChange={setOpen} transitionDuration={0} chevronPosition="left">
                {sections.map((part) => (
                    <Accordion.Item key={part} value={part}>
                        <Accordion.Control>
                            <Group gap={8}>
                                <Text size="sm" fw={500}>
                                    {words.designer.sections[part]}
                                </Text>
                                {(counts[part] ?? 0) > 0 && (
                                    <Badge size="sm" variant="default">
                                        {counts[part]}
                                    </Badge>
                                )}
                                {wrong(part) && (
                                    <Badge size="sm" color="red" variant="light">
                                        {words.problems.here}
                                    </Badge>
                                )}
                            </Group>
                        </Accordion.Control>
                        <Accordion.Panel>{parts[part]}</Accordion.Panel>
                    </Accordion.Item>
                ))}
            </Accordion>
        </div>
    );
}

function sectionOf(pointer: string): Section | undefined {
    const first = pointer.split('/')[1] ?? '';
    const known: Record<string, Section> = {
        title: 'about',
        description: 'about',
        trigger: 'trigger',
        input: 'input',
        variables: 'variables',
        bindings: 'bindings',
        hooks: 'hooks',
        start: 'routes',
        on_error: 'routes',
        on_cancel: 'routes',
    };
    return known[first];
}

function About() {
    const store = useStore();
    const { document, readOnly } = useForm();
    return (
        <Stack gap="sm">
            <TextInput
                data-pointer="/title"
                label={words.designer.flowTitle}
                value={document.title}
                readOnly={readOnly}
                onChange={({ currentTarget: { value } }) =>
                    store.act('setFlow', (doc) => model.setFlow(doc, { title: value }), 'flow:title')
                }
            />
            <Textarea
                data-pointer="/description"
                label={words.designer.flowDescription}
                autosize
                minRows={2}
                value={document.description ?? ''}
                readOnly={readOnly}
                onChange={({ currentTarget: { value } }) =>
                    store.act('setFlow', (doc) => model.setFlow(doc, { description: value }), 'flow:description')
                }
            />
            <TextInput label={words.designer.flowKey} value={document.key} readOnly disabled />
        </Stack>
    );
}

/** Where a run begins, and where it goes when something fails or somebody cancels it. */
function RoutesForm() {
    const store = useStore();
    const { document, problems, readOnly } = useForm();
    const targets = Object.keys(document.nodes).map((id) => ({ value: id, label: `${titleOf(store, id)} (${id})` }));
    const field = (name: 'start' | 'on_error' | 'on_cancel', write: (id: string | null) => model.FlowDocument) => (
        <Select
            key={name}
            data-pointer={`/${name}`}
            label={words.designer.routes[name].label}
            description={words.designer.routes[name].about}
            data={targets}
            value={document[name] || null}
            searchable
            clearable={name !== 'start'}
            clearButtonProps={{ 'aria-label': words.fields.clear }}
            readOnly={readOnly}
            error={problems.find((problem) => problem.pointer === `/${name}`)?.message.split('\n')[0]}
            onChange={(id) => store.act('setRoute', write(id))}
        />
    );
    return (
        <Stack gap="sm">
            {field('start', (id) => (id ? model.setStart(document, id) : document))}
            {field('on_error', (id) => model.setOnError(document, id ?? undefined))}
            {field('on_cancel', (id) => model.setOnCancel(document, id ?? undefined))}
        </Stack>
    );
}
