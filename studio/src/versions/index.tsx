import { Coming } from '@/ui/coming';

export function VersionsRoom({ flowKey }: { flowKey: string }) {
    return <Coming title={flowKey} />;
}

export function CompareRoom({ flowKey }: { flowKey: string }) {
    return <Coming title={flowKey} />;
}
