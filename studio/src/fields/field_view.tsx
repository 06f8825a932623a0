// One field of a form, by its kind. There is one form for all node types, so a type that is uploaded tomorrow has one.

import { Box } from '@mantine/core';
import { CodeField, ExpressionField, TemplateField } from '@/editors';
import { pointers, type SettingsSchema } from '@/model';
import { words } from '@/words';
import { AnyField } from './any_field';
import { DurationField } from './duration_field';
import { useForm, useProblemAt } from './form';
import { ListField } from './list_field';
import { MapField } from './map_field';
import { canSwitch, modeOf } from './mode';
import { ModeMenu } from './mode_menu';
import { BindingField, ChoiceField, NumberField, SwitchField, TextField, VariableField } from './simple';
import { ReferenceField } from './reference_field';

export interface FieldProps {
    schema: SettingsSchema;
    pointer: string;
    label: string;
    required?: boolean;
    isLabelHidden?: boolean;
    /** Within a list or map: no choice of expression or binding there. */
    isNested?: boolean;
}

/** What a field for a value without parts gets. */
export interface LeafProps {
    value: unknown;
    onChange: (value: unknown) => void;
    schema: SettingsSchema;
    label: React.ReactNode;
    name: string;
    isLabelHidden?: boolean;
    description?: string;
    error?: string;
    required?: boolean;
    readOnly: boolean;
}

const references = new Set([
    'queue',
    'team',
    'user',
    'calendar',
    'flow',
    'channel',
    'credential',
    'tag',
    'template',
    'lookup',
    'skill',
]);

export function FieldView(props: FieldProps) {
    const { schema, pointer } = props;
    const kind = schema['x-kind'] ?? 'any';
    const hasParts = kind === 'list' || kind === 'map' || kind === 'object';
    return (
        <Box data-pointer={pointer}>
            {hasParts ? <Parts {...props} kind={kind} /> : <Leaf {...props} kind={kind} />}
        </Box>
    );
}

function Parts({ kind, ...props }: FieldProps & { kind: string }) {
    return kind === 'list' ? <ListField {...props} /> : <MapField {...props} isObject={kind === 'object'} />;
}

function Leaf({ schema, pointer, label, required, isLabelHidden, isNested, kind }: FieldProps & { kind: string }) {
    const form = useForm();
    const error = useProblemAt(pointer);
    const value = pointers.at(form.document, pointer);
    const mode = modeOf(value);
    const onChange = (next: unknown) => form.onChange(pointer, next === '' && !required ? undefined : next);
    const hasMenu = !isNested && canSwitch(kind) && !form.readOnly;
    const shown = (
        <>
            {label}
            {hasMenu && <ModeMenu value={value} name={label} onChange={(next) => form.onChange(pointer, next)} />}
        </>
    );
    const leaf: LeafProps = {
        value,
        onChange,
        schema,
        label: isLabelHidden ? undefined : shown,
        name: label,
        isLabelHidden,
        description: schema.description,
        error,
        required,
        readOnly: form.readOnly,
    };
    const context = { document: form.document, nodeId: form.nodeId, types: form.types };
    const editor = (text: unknown, write: (text: string) => void) => ({
        value: typeof text === 'string' ? text : text === undefined ? '' : JSON.stringify(text),
        onChange: write,
        label,
        isLabelHidden,
        description: schema.description,
        error,
        required,
        readOnly: form.readOnly,
        context,
        placeholder: typeof schema.default === 'string' ? schema.default : undefined,
    });
    if (mode === 'expr') {
        const { expr } = value as { expr: string };
        return (
            <Moded label={shown} isLabelHidden={isLabelHidden} required={required}>
                <ExpressionField
                    {...editor(expr, (text) => form.onChange(pointer, { expr: text }))}
                    isLabelHidden
                    placeholder={words.fields.expressionExample}
                />
            </Moded>
        );
    }
    if (mode === 'bind') {
        return <BindingField {...leaf} kind={kind} />;
    }
    switch (kind) {
        case 'text':
            return <TemplateField {...editor(value, onChange)} />;
        case 'expression':
            return <ExpressionField {...editor(value, onChange)} />;
        case 'code':
            return <CodeField {...editor(value, (text) => form.onChange(pointer, text))} />;
        case 'boolean':
            return <SwitchField {...leaf} />;
        case 'integer':
        case 'number':
            return <NumberField {...leaf} />;
        case 'choice':
            return <ChoiceField {...leaf} />;
        case 'duration':
            return <DurationField {...leaf} />;
        case 'variable':
            return <VariableField {...leaf} />;
        case 'string':
        case 'url':
            return <TextField {...leaf} />;
        case 'any':
            return <AnyField {...leaf} pointer={pointer} />;
        default:
            return references.has(kind) ? (
                <ReferenceField {...leaf} kind={kind} />
            ) : (
                <AnyField {...leaf} pointer={pointer} />
            );
    }
}

function Moded({ label, isLabelHidden, required, children }: React.PropsWithChildren<Heading>) {
    return (
        <>
            {!isLabelHidden && (
                <Box fz="sm" fw={500} mb={2}>
                    {label}
                    {required && (
                        <Box component="span" c="red" aria-hidden>
                            {' *'}
                        </Box>
                    )}
                </Box>
            )}
            {children}
        </>
    );
}

interface Heading {
    label: React.ReactNode;
    isLabelHidden?: boolean;
    required?: boolean;
}
