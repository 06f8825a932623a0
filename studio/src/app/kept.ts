// What must outlive a reload, as the desk's pages keep it. Where the browser forbids storage the studio still works, and
// only forgets when it is closed.

const memory = new Map<string, unknown>();

export function recall<T>(key: string): T | null {
    try {
        const text = localStorage.getItem(key);
        return (text === null ? (memory.get(key) ?? null) : JSON.parse(text)) as T | null;
    } catch {
        return (memory.get(key) ?? null) as T | null;
    }
}

export function remember(key: string, value: unknown) {
    memory.set(key, value);
    try {
        localStorage.setItem(key, JSON.stringify(value));
    } catch {
        // Forbidden or full: memory has it.
    }
}

export function forget(key: string) {
    memory.delete(key);
    try {
        localStorage.removeItem(key);
    } catch {
        // Then it was never there.
    }
}
