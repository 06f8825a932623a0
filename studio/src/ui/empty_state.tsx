import { Stack, Text, Title } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface Props {
    icon: Icon;
    title: string;
    text?: string;
    children?: ReactNode;
}

/** Nothing is here, and what to do about it. */
export function EmptyState({ icon: Picture, title, text, children }: Props) {
    return (
        <Stack align="center" gap="xs" py={64} px="md" ta="center">
            <Picture size={40} stroke={1.2} color="var(--mantine-color-dimmed)" aria-hidden />
            <Title order={2}>{title}</Title>
            {text && (
                <Text c="dimmed" maw={440}>
                    {text}
                </Text>
            )}
            {children}
        </Stack>
    );
}
