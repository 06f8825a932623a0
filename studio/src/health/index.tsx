import { Coming } from '@/ui/coming';
import { words } from '@/words';

export function HealthRoom() {
    return <Coming title={words.shell.nav.health} />;
}
