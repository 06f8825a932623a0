import { Coming } from '@/ui/coming';
import { words } from '@/words';

export function NodeTypesRoom() {
    return <Coming title={words.shell.nav.nodeTypes} />;
}

export function NodeTypeRoom({ type }: { type: string }) {
    return <Coming title={type} />;
}
