const count = (number: number, one: string, many: string) => `${number} ${number === 1 ? one : many}`;

export const problems = {
    title: 'Problems',
    none: 'No problems',
    allGood: 'All good',
    checking: 'checking…',
    error: 'Error',
    warning: 'Warning',
    here: 'To be mended',
    count: (errors: number, warnings: number) =>
        [errors > 0 && count(errors, 'error', 'errors'), warnings > 0 && count(warnings, 'warning', 'warnings')]
            .filter(Boolean)
            .join(', '),
    short: (errors: number, warnings: number) =>
        errors > 0 ? count(errors, 'error', 'errors') : count(warnings, 'warning', 'warnings'),
    fixes: {},
};
