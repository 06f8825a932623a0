// The fields that are one control.

import { Autocomplete, NumberInput, Select, Switch, TextInput } from '@mantine/core';
import { words } from '@/words';
import type { LeafProps } from './field_view';
import { useForm } from './form';
import { Names } from './names';

function shared({ label, name, isLabelHidden, description, error, required, readOnly }: LeafProps) {
    return {
        label,
        'aria-label': isLabelHidden ? name : undefined,
        description,
        error,
        withAsterisk: required,
        'aria-required': required || undefined,
        readOnly,
    };
}

export function TextField(props: LeafProps) {
    const { value, onChange, schema } = props;
    return (
        <TextInput
            {...shared(props)}
            value={typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value)}
            placeholder={typeof schema.default === 'string' ? schema.default : undefined}
            inputMode={schema['x-kind'] === 'url' ? 'url' : undefined}
            onChange={(event) => onChange(event.currentTarget.value)}
        />
    );
}

export function NumberField(props: LeafProps) {
    const { value, onChange, schema } = props;
    const limit = (name: string) => (typeof schema[name] === 'number' ? (schema[name] as number) : undefined);
    return (
        <NumberInput
            {...shared(props)}
            value={typeof value === 'number' || typeof value === 'string' ? value : ''}
            placeholder={schema.default === undefined ? undefined : String(schema.default)}
            min={limit('minimum')}
            max={limit('maximum')}
            clampBehavior="none"
            allowDecimal={schema['x-kind'] === 'number'}
            onChange={(next) => onChange(next === '' ? undefined : next)}
        />
    );
}

export function SwitchField(props: LeafProps) {
    const { value, onChange, schema, label, name, isLabelHidden, description, error, readOnly } = props;
    const now = typeof value === 'boolean' ? value : schema.default === true;
    return (
        <Switch
            label={label}
            aria-label={isLabelHidden ? name : undefined}
            description={description}
            error={error}
            disabled={readOnly}
            checked={now}
            onChange={(event) => {
                const next = event.currentTarget.checked;
                onChange(next === schema.default ? undefined : next);
            }}
        />
    );
}

export function ChoiceField(props: LeafProps) {
    const { value, onChange, schema } = props;
    const given = typeof value === 'string' ? value : null;
    const data = (schema['x-choices'] ?? []).map((choice) => ({ ...choice }));
    if (given && !data.some((choice) => choice.value === given)) {
        data.push({ value: given, label: given });
    }
    const usual = data.find((choice) => choice.value === schema.default)?.label;
    return (
        <Select
            {...shared(props)}
            data={data}
            value={given}
            placeholder={usual}
            clearable={!props.required && !props.readOnly}
            clearButtonProps={{ 'aria-label': words.fields.clear }}
            comboboxProps={{ shadow: 'md' }}
            onChange={(next) => onChange(next ?? undefined)}
        />
    );
}

export function VariableField(props: LeafProps) {
    const { document } = useForm();
    const { value, onChange } = props;
    return (
        <Autocomplete
            {...shared(props)}
            value={typeof value === 'string' ? value : ''}
            data={Names.variables(document)}
            onChange={onChange}
            comboboxProps={{ shadow: 'md' }}
        />
    );
}

/** The setting is what the org bound this name to. */
export function BindingField(props: LeafProps & { kind: string }) {
    const { document, onChange: write } = useForm();
    const { value, onChange, kind } = props;
    const name = (value as { bind: string }).bind;
    const declared = document.bindings ?? {};
    return (
        <Autocomplete
            {...shared(props)}
            value={name}
            placeholder={words.fields.bindingName}
            data={Object.keys(declared).filter((one) => declared[one]?.kind === kind)}
            comboboxProps={{ shadow: 'md' }}
            onChange={(next) => onChange({ bind: next })}
            onBlur={() => {
                if (/^[a-z][a-z0-9_]{0,62}$/.test(name) && !declared[name]) {
                    write(`/bindings/${name}`, { kind }); // a name that is new is declared by using it
                }
            }}
        />
    );
}
