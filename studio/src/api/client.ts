// How answers are kept: asked again only where that can help, and never silently wrong.

import { MutationCache, QueryClient } from '@tanstack/react-query';
import { Refusal } from './request';

declare module '@tanstack/react-query' {
    interface Register {
        mutationMeta: {
            /** The room shows the failure itself, at its field or in its place. */
            isShown?: boolean;
        };
    }
}

const attemptsMax = 3;

export function makeClient(onUnshownFailure: (error: Error) => void) {
    return new QueryClient({
        defaultOptions: {
            queries: {
                staleTime: 10_000,
                retry: (failed, error) => error instanceof Refusal && error.isPassing && failed + 1 < attemptsMax,
                retryDelay: (failed) => 400 * 2 ** failed,
                // What the browser believes of the network is often wrong; a request tells.
                networkMode: 'always',
            },
            mutations: { networkMode: 'always', retry: false },
        },
        mutationCache: new MutationCache({
            onError: (error, _variables, _context, mutation) => {
                if (!mutation.meta?.isShown) {
                    onUnshownFailure(error);
                }
            },
        }),
    });
}
