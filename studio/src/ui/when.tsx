import { useSyncExternalStore } from 'react';
import { words } from '@/words';

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
    ['year', 31_536_000],
    ['month', 2_592_000],
    ['day', 86_400],
    ['hour', 3_600],
    ['minute', 60],
];
const relative = new Intl.RelativeTimeFormat(words.shell.locale, { numeric: 'auto' });
const absolute = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

let minute = 0;
function everyMinute(listener: () => void) {
    const timer = setInterval(() => {
        minute += 1;
        listener();
    }, 30_000);
    return () => clearInterval(timer);
}

/** "3 minutes ago"; the exact time when pointed at. */
export function When({ at }: { at: string }) {
    useSyncExternalStore(everyMinute, () => minute);
    const time = new Date(at);
    return (
        <time dateTime={at} title={absolute.format(time)} style={{ whiteSpace: 'nowrap' }}>
            {ago(time.getTime())}
        </time>
    );
}

function ago(time: number) {
    const seconds = (time - Date.now()) / 1_000;
    const [unit, size] = steps.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1];
    return Math.abs(seconds) < 45 ? relative.format(0, 'second') : relative.format(Math.round(seconds / size), unit);
}
