import { words } from '@/words';

const whole = new Intl.DateTimeFormat(words.shell.locale, {
    dateStyle: 'medium',
    timeStyle: 'medium',
    hourCycle: 'h23',
});
const short = new Intl.DateTimeFormat(words.shell.locale, { timeStyle: 'medium', hourCycle: 'h23' });

/** The day only where it is not the one that is known. */
export function timeText(at: string, known?: string): string {
    const time = new Date(at);
    const isSameDay = known !== undefined && new Date(known).toDateString() === time.toDateString();
    return (isSameDay ? short : whole).format(time);
}
