// One template: its graph, its nodes, its tests.

import { Badge, Drawer, Table, Text, Title } from '@mantine/core';
import type { Template } from '@/api/queries';
import { words } from '@/words';
import { Preview } from './preview';
import styles from './gallery.module.css';

const say = words.gallery;

export function Closer({ template, onClose }: { template: Template; onClose: () => void }) {
    return (
        <Drawer
            opened
            onClose={onClose}
            position="right"
            size="lg"
            title={template.title}
            closeButtonProps={{ 'aria-label': say.details.close }}
        >
            <Text c="dimmed">{template.description}</Text>
            <div className={styles.large}>
                <Preview document={template.document} title={template.title} />
            </div>
            <Title order={3} mt="md" mb="xs">
                {say.details.nodes}
            </Title>
            <Table verticalSpacing={4}>
                <Table.Tbody>
                    {Object.entries(template.document.nodes).map(([id, node]) => (
                        <Table.Tr key={id}>
                            <Table.Td>{node.title ?? id}</Table.Td>
                            <Table.Td ta="right">
                                <Badge color="gray">{node.type}</Badge>
                            </Table.Td>
                        </Table.Tr>
                    ))}
                </Table.Tbody>
            </Table>
            <Title order={3} mt="md" mb="xs">
                {say.details.tests}
            </Title>
            {/* What scrolls must be reachable for who has no mouse. */}
            <pre className={styles.tests} tabIndex={0} aria-label={say.details.tests}>
                {template.tests}
            </pre>
        </Drawer>
    );
}
