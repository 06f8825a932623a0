// Three small helpers instead of a framework. Text only ever enters the page as text.

/** h('button', { class: 'quiet', onclick }, 'Take') */
export function h(tag, props = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(props)) {
        if (name.startsWith('on')) {
            element.addEventListener(name.slice(2), value);
        } else if (value !== false && value !== null && value !== undefined) {
            element.setAttribute(name, value === true ? '' : value);
        }
    }
    element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
    return element;
}

/**
 * Makes the children of `parent` show `rows` ({key, …}) in order. An element lives as long as its key, so focus,
 * scrolling and screen readers are not disturbed by what did not change.
 */
export function showRows(parent, rows, make, update = () => {}) {
    const known = (parent.rowsByKey ??= new Map());
    const gone = new Set(known.keys());
    rows.forEach((row, index) => {
        let element = known.get(row.key);
        if (!element) {
            element = make(row);
            known.set(row.key, element);
        }
        gone.delete(row.key);
        update(element, row);
        if (parent.children[index] !== element) {
            parent.insertBefore(element, parent.children[index] ?? null);
        }
    });
    for (const key of gone) {
        known.get(key).remove();
        known.delete(key);
    }
}

/** Sets text only when it differs, so that a live region does not speak twice. */
export function setText(element, text) {
    if (element.textContent !== text) {
        element.textContent = text;
    }
}

const link = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/g;

/** The text as nodes, with web addresses as links. For what we or our own flows wrote, not for what strangers type. */
export function linked(text) {
    const nodes = [];
    let from = 0;
    for (const match of text.matchAll(link)) {
        nodes.push(text.slice(from, match.index));
        nodes.push(h('a', { href: match[0], target: '_blank', rel: 'noopener noreferrer' }, match[0]));
        from = match.index + match[0].length;
    }
    return [...nodes, text.slice(from)];
}
