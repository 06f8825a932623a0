import { Component, type ReactNode } from 'react';
import { Failure } from '@/ui';

/** One panel that breaks does not take the drawing with it. */
export class ErrorNote extends Component<{ children: ReactNode }, { error: unknown }> {
    override state: { error: unknown } = { error: null };

    static getDerivedStateFromError(error: unknown) {
        return { error };
    }

    override render() {
        return this.state.error === null ? (
            this.props.children
        ) : (
            <Failure error={this.state.error} onRetry={() => this.setState({ error: null })} />
        );
    }
}
