import { Alert, Button, Code, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { keys } from '@/api/queries';
import { Failure, notify } from '@/ui';
import { words } from '@/words';
import { keepCase, type Simulated } from './wire';

const say = words.simulator;

interface Props {
    flowKey: string;
    simulated: Simulated;
    onClose: () => void;
}

/** What was tried out becomes a case of the flow's tests. */
export function SaveCase({ flowKey, simulated, onClose }: Props) {
    const client = useQueryClient();
    const [name, setName] = useState(() => nameOf(simulated.flowtest));
    const save = useMutation({
        mutationFn: () => keepCase(flowKey, name.trim(), simulated.flowtest),
        meta: { isShown: true },
        onSuccess: () => {
            void client.invalidateQueries({ queryKey: keys.tests(flowKey) });
            notify(say.saved(name.trim()));
            onClose();
        },
    });
    return (
        <Modal
            opened
            onClose={onClose}
            title={say.saveTitle}
            size="lg"
            closeButtonProps={{ 'aria-label': words.shell.close }}
        >
            <Stack gap="sm">
                {simulated.untold !== null ? (
                    <Alert color="orange" variant="light">
                        {say.untold(simulated.untold)}
                    </Alert>
                ) : (
                    <form
                        onSubmit={(event) => {
                            event.preventDefault();
                            save.mutate();
                        }}
                    >
                        <TextInput
                            label={say.saveName}
                            value={name}
                            onChange={(event) => setName(event.currentTarget.value)}
                            data-autofocus
                        />
                        <Text size="sm" mt="sm" fw={500}>
                            {say.saveText}
                        </Text>
                        <Code block tabIndex={0} style={{ maxHeight: 280, overflow: 'auto' }}>
                            {simulated.flowtest}
                        </Code>
                        {save.error && <Failure error={save.error} />}
                        <Group justify="flex-end" mt="sm">
                            <Button
                                type="submit"
                                variant="filled"
                                disabled={name.trim() === ''}
                                loading={save.isPending}
                            >
                                {say.save}
                            </Button>
                        </Group>
                    </form>
                )}
            </Stack>
        </Modal>
    );
}

/** The server proposes one. */
function nameOf(flowtest: string): string {
    return /^case (.+)$/m.exec(flowtest)?.[1]?.trim() ?? '';
}
