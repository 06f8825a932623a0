import { Alert, List } from '@mantine/core';
import { IconExclamationCircle } from '@tabler/icons-react';
import { useForm } from '@/fields';
import { words } from '@/words';

/** What is wrong with the node itself: what belongs to a field or an output is said there. */
export function NodeProblems({ id }: { id: string }) {
    const { problems } = useForm();
    const own = problems.filter(
        (problem) =>
            problem.node === id &&
            !problem.pointer.startsWith(`/nodes/${id}/settings/`) &&
            !problem.pointer.startsWith(`/nodes/${id}/next/`),
    );
    if (own.length === 0) {
        return null;
    }
    const isError = own.some((problem) => problem.severity === 'error');
    return (
        <Alert
            color={isError ? 'red' : 'orange'}
            variant="light"
            p="xs"
            mb="sm"
            icon={<IconExclamationCircle size={17} />}
            title={words.problems.here}
        >
            <List size="sm" spacing={2}>
                {own.map((problem) => (
                    <List.Item key={problem.code + problem.pointer}>{problem.message.split('\n')[0]}</List.Item>
                ))}
            </List>
        </Alert>
    );
}
