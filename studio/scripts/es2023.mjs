// Tests run in Node 18 as well, which lacks the copying methods of arrays that every browser we support has.
const copying = {
    toReversed() {
        return [...this].reverse();
    },
    toSorted(compare) {
        return [...this].sort(compare);
    },
    toSpliced(...words) {
        const copy = [...this];
        copy.splice(...words);
        return copy;
    },
    with(index, value) {
        const copy = [...this];
        copy[index < 0 ? index + copy.length : index] = value;
        return copy;
    },
};
for (const [name, method] of Object.entries(copying)) {
    if (!(name in Array.prototype)) {
        Object.defineProperty(Array.prototype, name, { value: method, configurable: true, writable: true });
    }
}
