// What must outlive a reload. Where the browser forbids storage (some frames, some private windows)
// the page still works, and only forgets when it is closed.

const memory = new Map();

export function recall(key, otherwise = null) {
    try {
        const text = localStorage.getItem(key);
        return text === null ? (memory.get(key) ?? otherwise) : JSON.parse(text);
    } catch {
        return memory.get(key) ?? otherwise;
    }
}

export function remember(key, value) {
    memory.set(key, value);
    try {
        localStorage.setItem(key, JSON.stringify(value));
    } catch {
        // Forbidden or full: memory has it.
    }
}

export function forget(key) {
    memory.delete(key);
    try {
        localStorage.removeItem(key);
    } catch {
        // Then it was never there.
    }
}
