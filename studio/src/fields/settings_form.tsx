import { Stack, Text } from '@mantine/core';
import { fieldsOf, type NodeType, pointers } from '@/model';
import { words } from '@/words';
import { FieldView } from './field_view';

/** The form of a node's settings, drawn from what its type says of itself. */
export function SettingsForm({ nodeId, type }: { nodeId: string; type: NodeType }) {
    const fields = fieldsOf(type.settings_schema);
    if (fields.length === 0) {
        return (
            <Text size="sm" c="dimmed">
                {words.fields.noSettings}
            </Text>
        );
    }
    return (
        <Stack gap="md">
            {fields.map((field) => (
                <FieldView
                    key={field.key}
                    schema={field.schema}
                    pointer={pointers.join('', 'nodes', nodeId, 'settings', field.key)}
                    label={field.label}
                    required={field.required}
                />
            ))}
        </Stack>
    );
}
