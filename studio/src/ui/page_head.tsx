import { Box, Group, Text, Title } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';
import { words } from '@/words';

interface Props {
    title: string;
    text?: string;
    /** What one can do here, at the right. */
    children?: ReactNode;
}

/** The head of a page: also the window's title. */
export function PageHead({ title, text, children }: Props) {
    useEffect(() => {
        document.title = words.shell.windowTitle(title);
    }, [title]);
    return (
        <Group justify="space-between" align="flex-end" gap="md" mb="md">
            <Box>
                <Title order={1}>{title}</Title>
                {text && (
                    <Text c="dimmed" size="sm">
                        {text}
                    </Text>
                )}
            </Box>
            <Group gap="xs">{children}</Group>
        </Group>
    );
}
