import { Textarea } from '@mantine/core';
import { useState } from 'react';
import type { LeafProps } from './field_view';
import { anyToText, textToAny } from './mode';
import { OptionField, isOptionAt } from './option_field';

/** Any JSON: text as it is, the rest as JSON. What is being typed stays as it is typed. */
export function AnyField(props: LeafProps & { pointer: string }) {
    const { value, onChange, label, name, isLabelHidden, description, error, required, readOnly, pointer } = props;
    const [typed, setTyped] = useState<string | null>(null);
    if (isOptionAt(pointer)) {
        return <OptionField {...props} />;
    }
    return (
        <Textarea
            label={label}
            aria-label={isLabelHidden ? name : undefined}
            description={description}
            error={error}
            withAsterisk={required}
            readOnly={readOnly}
            autosize
            minRows={1}
            maxRows={16}
            value={typed ?? anyToText(value)}
            onBlur={() => setTyped(null)}
            onChange={(event) => {
                setTyped(event.currentTarget.value);
                onChange(textToAny(event.currentTarget.value));
            }}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
        />
    );
}
