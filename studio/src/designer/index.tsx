import { Coming } from '@/ui/coming';

export function DesignerRoom({ flowKey }: { flowKey: string }) {
    return <Coming title={flowKey} />;
}
