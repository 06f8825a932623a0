import { Coming } from '@/ui/coming';
import { words } from '@/words';

export function FlowsRoom() {
    return <Coming title={words.shell.nav.flows} />;
}
