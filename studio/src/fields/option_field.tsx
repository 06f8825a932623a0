import { Group, Stack, TagsInput, TextInput } from '@mantine/core';
import { pointers } from '@/model';
import { words } from '@/words';
import type { LeafProps } from './field_view';

/** Entries of `options` are outputs: a name, what people read, and words that mean the same. */
export function isOptionAt(pointer: string): boolean {
    return /\/options\/\d+$/.test(pointer);
}

export function OptionField({ value, onChange, error, readOnly }: LeafProps) {
    const option = pointers.isMap(value) ? value : { value: typeof value === 'string' ? value : '' };
    const { value: key, label, synonyms } = option;
    const write = (change: Record<string, unknown>) => {
        const next: Record<string, unknown> = { ...option, ...change };
        for (const name of Object.keys(next)) {
            const one = next[name];
            if (name !== 'value' && (one === '' || one === undefined || (Array.isArray(one) && one.length === 0))) {
                delete next[name];
            }
        }
        onChange(Object.keys(next).length === 1 ? next.value : next);
    };
    return (
        <Stack gap={6}>
            <Group gap={6} grow align="flex-start">
                <TextInput
                    label={words.fields.optionKey}
                    value={typeof key === 'string' ? key : ''}
                    error={error}
                    readOnly={readOnly}
                    onChange={(event) => write({ value: event.currentTarget.value })}
                />
                <TextInput
                    label={words.fields.optionLabel}
                    value={typeof label === 'string' ? label : ''}
                    placeholder={typeof key === 'string' ? key : undefined}
                    readOnly={readOnly}
                    onChange={(event) => write({ label: event.currentTarget.value })}
                />
            </Group>
            <TagsInput
                label={words.fields.synonyms}
                value={Array.isArray(synonyms) ? synonyms.filter((one) => typeof one === 'string') : []}
                readOnly={readOnly}
                acceptValueOnBlur
                onChange={(next) => write({ synonyms: next })}
            />
        </Stack>
    );
}
