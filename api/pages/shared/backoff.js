/** 1 s, 2 s, 4 s … up to `mostMs`, each shortened by chance so that a thousand pages do not knock together. */
export function backoffMs(attempt, mostMs = 30_000) {
    const whole = Math.min(mostMs, 1000 * 2 ** attempt);
    return whole * (0.5 + Math.random() / 2);
}
