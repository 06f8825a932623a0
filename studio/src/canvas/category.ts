// A colour of Mantine's for each category, always the same one; categories that we never heard of get one by their name.

const known: Record<string, string> = {
    control: 'indigo',
    conversation: 'blue',
    routing: 'teal',
    data: 'grape',
    integration: 'orange',
    script: 'pink',
    voice: 'cyan',
    sla: 'yellow',
    campaign: 'lime',
    ai: 'violet',
    knowledge: 'green',
    ticket: 'red',
    people: 'cyan',
};
const others = ['cyan', 'lime', 'violet', 'green', 'red', 'yellow'];

export function categoryColor(category: string): string {
    const found = Object.hasOwn(known, category) ? known[category] : undefined;
    let sum = 0;
    for (const letter of category) {
        sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
    }
    return found ?? others[sum % others.length] ?? 'gray';
}
