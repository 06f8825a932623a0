/** What flow keys look like: `order_lookup`. */
export const keyPattern = /^[a-z][a-z0-9_]{0,62}$/;

/** A key for a title: "Wo ist meine Bestellung?" becomes `wo_ist_meine_bestellung`; not one of those that are taken. */
export function proposedKey(title: string, taken: ReadonlySet<string> = new Set()): string {
    const plain = title
        .replace(/ß/g, 'ss')
        .normalize('NFKD')
        .replace(/[\u0300-\u036f]/g, '')
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '_')
        .replace(/^_+|_+$/g, '');
    const key = (/^[a-z]/.test(plain) ? plain : plain && `flow_${plain}`).slice(0, 60).replace(/_+$/, '');
    if (!taken.has(key)) {
        return key;
    }
    let number = 2;
    while (taken.has(`${key}_${number}`)) {
        number += 1;
    }
    return `${key}_${number}`;
}
