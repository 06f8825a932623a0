// Of several rounds: the median, the least and the most, and how they are written.

export function spread(values) {
    const sorted = [...values].sort((a, b) => a - b);
    const middle = sorted.length >> 1;
    const median = sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return { median, least: sorted[0], most: sorted.at(-1) };
}

/** Three digits, or all that stand before the point. */
export function written(value) {
    const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value) || 1)));
    return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

export function writtenSpread({ median, least, most }, unit = '') {
    const range = least === most ? '' : ` [${written(least)} to ${written(most)}]`;
    return `${written(median)}${unit}${range}`;
}
