import { Coming } from '@/ui/coming';

export function SimulatorPanel({ flowKey }: { flowKey: string }) {
    return <Coming title={flowKey} />;
}
