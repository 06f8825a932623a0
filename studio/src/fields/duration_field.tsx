import { Group, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { words } from '@/words';
import type { LeafProps } from './field_view';
import { durationUnits, splitDuration, type Unit } from './mode';

/** A number and its unit; what is neither is shown as it stands, to be mended. */
export function DurationField(props: LeafProps) {
    const { value, onChange, schema, label, name, isLabelHidden, description, error, required, readOnly } = props;
    const parts = splitDuration(value);
    const usual = splitDuration(schema.default);
    const [unitWish, setUnitWish] = useState<Unit | null>(null);
    if (!parts) {
        return (
            <TextInput
                label={label}
                aria-label={isLabelHidden ? name : undefined}
                description={description}
                error={error}
                readOnly={readOnly}
                withAsterisk={required}
                value={typeof value === 'string' ? value : JSON.stringify(value)}
                onChange={(event) => onChange(event.currentTarget.value)}
            />
        );
    }
    const unit = parts.amount === '' ? (unitWish ?? usual?.unit ?? 's') : parts.unit;
    return (
        <NumberInput
            label={label}
            aria-label={isLabelHidden ? name : undefined}
            description={description}
            error={error}
            readOnly={readOnly}
            withAsterisk={required}
            min={0}
            allowDecimal={false}
            value={parts.amount}
            placeholder={usual?.amount === undefined ? undefined : String(usual.amount)}
            onChange={(amount) => onChange(amount === '' ? undefined : `${amount}${unit}`)}
            inputContainer={(input) => (
                <Group gap={6} wrap="nowrap" align="flex-start">
                    <div style={{ flex: 1 }}>{input}</div>
                    <NativeSelect
                        aria-label={words.fields.unitOf(name)}
                        w={110}
                        value={unit}
                        disabled={readOnly}
                        data={durationUnits.map((one) => ({ value: one, label: words.fields.units[one] }))}
                        onChange={(event) => {
                            const next = event.currentTarget.value as Unit;
                            setUnitWish(next);
                            if (parts.amount !== '') {
                                onChange(`${parts.amount}${next}`);
                            }
                        }}
                    />
                </Group>
            )}
        />
    );
}
