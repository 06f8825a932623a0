import { iconNamed } from './icons';

/** The icon that a node type names; a neutral one for a name that nobody knows. */
export function NodeIcon({ name, size = 18 }: { name: string | undefined; size?: number }) {
    const Icon = iconNamed(name ?? '');
    return <Icon size={size} stroke={1.7} aria-hidden />;
}
