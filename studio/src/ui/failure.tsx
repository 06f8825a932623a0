import { Alert, Button, Code, List, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Refusal } from '@/api/request';
import { words } from '@/words';

interface Props {
    error: unknown;
    onRetry?: () => void;
}

/** What went wrong, for a person, with the code to look up and whether trying again can help. */
export function Failure({ error, onRetry }: Props) {
    const refusal = error instanceof Refusal ? error : null;
    return (
        <Alert
            role="alert"
            color="red"
            variant="light"
            icon={<IconAlertTriangle aria-hidden />}
            title={refusal?.isPassing ? words.shell.failure.passing : words.shell.failure.title}
        >
            <Text size="md">{sentenceOf(error)}</Text>
            {refusal && refusal.errors.length > 0 && (
                <List size="sm" mt="xs">
                    {refusal.errors.map((fault) => (
                        <List.Item key={`${fault.pointer}${fault.code}`}>
                            <Code>{fault.pointer || '/'}</Code> {fault.message}
                        </List.Item>
                    ))}
                </List>
            )}
            {refusal && refusal.status > 0 && (
                <Text size="xs" mt={4}>
                    {refusal.code}
                </Text>
            )}
            {onRetry && (
                <Button size="xs" mt="xs" onClick={onRetry}>
                    {words.shell.tryAgain}
                </Button>
            )}
        </Alert>
    );
}

/** One sentence for a person. */
export function sentenceOf(error: unknown): string {
    if (error instanceof Refusal) {
        return error.status === 0 ? words.shell.failure.unreachable : error.message;
    }
    return error instanceof Error ? error.message : String(error);
}
