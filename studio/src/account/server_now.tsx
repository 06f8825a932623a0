// Whether the server lives and takes traffic, asked anew while somebody looks.

import { useQuery } from '@tanstack/react-query';
import { words } from '@/words';
import styles from './gate.module.css';

const say = words.account.server;
const askEveryMs = 3_000;

async function ask(path: string): Promise<{ state: 'live' | 'lost'; text: string }> {
    try {
        const response = await fetch(path, { cache: 'no-store', signal: AbortSignal.timeout(askEveryMs) });
        return response.ok ? { state: 'live', text: say.yes } : { state: 'lost', text: say.notNow(response.status) };
    } catch {
        return { state: 'lost', text: say.silent };
    }
}

function Fact({ title, path }: { title: string; path: string }) {
    const { data } = useQuery({ queryKey: ['ask', path], queryFn: () => ask(path), refetchInterval: askEveryMs });
    return (
        <div>
            <dt>{title}</dt>
            <dd data-state={data?.state} aria-live="polite">
                {data?.text ?? say.asking}
            </dd>
        </div>
    );
}

export function ServerNow() {
    return (
        <dl className={styles.facts}>
            <Fact title={say.alive} path="/healthz" />
            <Fact title={say.ready} path="/readyz" />
        </dl>
    );
}
