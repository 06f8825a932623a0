// Stands where a room is not built yet.

import { IconHammer } from '@tabler/icons-react';
import frame from '@/app/frame.module.css';
import { words } from '@/words';
import { EmptyState } from './empty_state';
import { PageHead } from './page_head';

export function Coming({ title }: { title: string }) {
    return (
        <div className={frame.page}>
            <PageHead title={title} />
            <EmptyState icon={IconHammer} title={words.shell.coming} />
        </div>
    );
}
