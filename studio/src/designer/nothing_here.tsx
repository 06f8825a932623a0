import { Text } from '@mantine/core';
import { words } from '@/words';

export function NothingHere() {
    return (
        <Text p="md" c="dimmed">
            {words.designer.nothingHere}
        </Text>
    );
}
