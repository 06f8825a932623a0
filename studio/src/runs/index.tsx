import { Coming } from '@/ui/coming';
import { words } from '@/words';

export function RunsRoom() {
    return <Coming title={words.shell.nav.runs} />;
}

export function RunRoom({ runId }: { runId: string }) {
    return <Coming title={runId} />;
}
