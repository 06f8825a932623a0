import { words } from '@/words';

/** "340 ms", "1.2 s", "3 min", "2 h 5 min", "4 d". */
export function Duration({ ms }: { ms: number }) {
    return <>{durationText(ms)}</>;
}

export function durationText(ms: number): string {
    const unit = words.shell.units;
    if (ms < 1_000) {
        return `${Math.round(ms)} ${unit.ms}`;
    }
    if (ms < 60_000) {
        return `${(ms / 1_000).toFixed(ms < 10_000 ? 1 : 0)} ${unit.s}`;
    }
    const minutes = Math.round(ms / 60_000);
    if (minutes < 60) {
        return `${minutes} ${unit.min}`;
    }
    const hours = Math.floor(minutes / 60);
    if (hours < 24) {
        return minutes % 60 ? `${hours} ${unit.h} ${minutes % 60} ${unit.min}` : `${hours} ${unit.h}`;
    }
    return hours % 24 ? `${Math.floor(hours / 24)} ${unit.d} ${hours % 24} ${unit.h}` : `${hours / 24} ${unit.d}`;
}
