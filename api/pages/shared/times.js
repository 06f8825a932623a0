// Times as people say them, in the reader's own zone.

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const whole = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

export function clockText(at) {
    return isNaN(Date.parse(at)) ? '' : clock.format(new Date(at));
}

export function wholeText(at) {
    return isNaN(Date.parse(at)) ? '' : whole.format(new Date(at));
}

export function dayText(at, now = new Date()) {
    const then = new Date(at);
    if (isNaN(then)) {
        return '';
    }
    const daysAgo = Math.round((midnight(now) - midnight(then)) / 86_400_000);
    return daysAgo === 0 ? 'Today' : daysAgo === 1 ? 'Yesterday' : day.format(then);
}

/** 0:07, 12:40, 3 h 05 */
export function waitingText(since, now = Date.now()) {
    const seconds = Math.max(0, Math.floor((now - Date.parse(since)) / 1000));
    if (isNaN(seconds)) {
        return '';
    }
    const [minutes, hours] = [Math.floor(seconds / 60), Math.floor(seconds / 3600)];
    const two = (number) => String(number).padStart(2, '0');
    return hours > 0 ? `${hours} h ${two(minutes % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

function midnight(date) {
    return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}
