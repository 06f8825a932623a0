import { Select } from '@mantine/core';
import { words } from '@/words';
import { useChoices } from './choices';
import type { LeafProps } from './field_view';

/** A queue, a team, a calendar …: chosen from what the org has. What is written and not there is shown, and said. */
export function ReferenceField(props: LeafProps & { kind: string }) {
    const { value, onChange, label, name, isLabelHidden, description, error, required, readOnly, kind } = props;
    const { items, isKnown } = useChoices(kind);
    const given = typeof value === 'string' && value ? value : null;
    const data = items.map(({ key, title }) => ({
        value: key,
        label: title === key || !title ? key : `${title} (${key})`,
    }));
    const isMissing = given !== null && !data.some((one) => one.value === given);
    if (isMissing) {
        data.unshift({ value: given, label: isKnown ? words.fields.notThere(given) : given });
    }
    return (
        <Select
            label={label}
            aria-label={isLabelHidden ? name : undefined}
            description={description}
            error={error}
            withAsterisk={required}
            readOnly={readOnly}
            data={data}
            value={given}
            searchable
            clearable={!required && !readOnly}
            clearButtonProps={{ 'aria-label': words.fields.clear }}
            nothingFoundMessage={words.fields.nothingFound}
            placeholder={words.fields.choose}
            comboboxProps={{ shadow: 'md' }}
            onChange={(next) => onChange(next ?? undefined)}
        />
    );
}
