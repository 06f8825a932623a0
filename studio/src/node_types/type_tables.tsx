import { Code, Table, Text } from '@mantine/core';
import { fieldsOf, type NodeType, type SettingsSchema } from '@/model';
import { words } from '@/words';

const say = words.nodeTypes;

export function SettingsTable({ schema }: { schema: SettingsSchema }) {
    const fields = fieldsOf(schema);
    if (fields.length === 0) {
        return <Text c="dimmed">{say.noSettings}</Text>;
    }
    return (
        <Table verticalSpacing={4} fz="sm">
            <Table.Thead>
                <Table.Tr>
                    {Object.values(say.setting).map((title) => (
                        <Table.Th key={title}>{title}</Table.Th>
                    ))}
                </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
                {fields.map(({ key, kind, label, required, schema: field }) => (
                    <Table.Tr key={key}>
                        <Table.Td>{label}</Table.Td>
                        <Table.Td>
                            <Code>{key}</Code>
                        </Table.Td>
                        <Table.Td>{kind}</Table.Td>
                        <Table.Td>{required ? say.yes : say.no}</Table.Td>
                        <Table.Td>{field.description}</Table.Td>
                    </Table.Tr>
                ))}
            </Table.Tbody>
        </Table>
    );
}

export function OutputsTable({ type }: { type: NodeType }) {
    const further = say.outputsFrom[type.outputs_from] ?? '';
    if (type.outputs.length === 0 && further === '') {
        return <Text c="dimmed">{say.noOutputs}</Text>;
    }
    return (
        <>
            {type.outputs.length > 0 && (
                <Table verticalSpacing={4} fz="sm">
                    <Table.Thead>
                        <Table.Tr>
                            {Object.values(say.output).map((title) => (
                                <Table.Th key={title}>{title}</Table.Th>
                            ))}
                        </Table.Tr>
                    </Table.Thead>
                    <Table.Tbody>
                        {type.outputs.map(({ key, kind, title }) => (
                            <Table.Tr key={key}>
                                <Table.Td>
                                    <Code>{key}</Code>
                                </Table.Td>
                                <Table.Td>{kind}</Table.Td>
                                <Table.Td>{title}</Table.Td>
                            </Table.Tr>
                        ))}
                    </Table.Tbody>
                </Table>
            )}
            {further && <Text size="sm">{further}</Text>}
        </>
    );
}
