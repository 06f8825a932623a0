import { Coming } from '@/ui/coming';
import { words } from '@/words';

export function GalleryRoom() {
    return <Coming title={words.shell.nav.templates} />;
}
