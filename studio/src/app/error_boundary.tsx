// When a screen fails, the rest of the studio goes on, and the person sees what happened.

import { Button } from '@mantine/core';
import { IconMoodSad } from '@tabler/icons-react';
import { Component, type ReactNode } from 'react';
import { EmptyState, Failure } from '@/ui';
import { words } from '@/words';

interface State {
    error: unknown;
}

export class ErrorBoundary extends Component<{ children: ReactNode }, State> {
    state: State = { error: null };

    static getDerivedStateFromError(error: unknown): State {
        return { error };
    }

    render() {
        const { error } = this.state;
        return error === null ? (
            this.props.children
        ) : (
            <EmptyState icon={IconMoodSad} title={words.shell.failure.screen} text={words.shell.failure.screenText}>
                <Failure error={error} />
                <Button mt="sm" onClick={() => location.reload()}>
                    {words.shell.failure.reload}
                </Button>
            </EmptyState>
        );
    }
}
