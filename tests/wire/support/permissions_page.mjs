// docs/permissions.md as data: what the page promises, row by row.

import { readFileSync } from 'node:fs';

export const roles = ['sales_rep', 'team_lead', 'supervisor', 'admin'];

const page = readFileSync(new URL('../../../docs/permissions.md', import.meta.url), 'utf8');

/** The rows of all tables whose first column is called so, each as an object by column. */
export function rowsOf(firstColumn) {
    const rows = [];
    let columns = null;
    for (const line of page.split('\n')) {
        if (!line.startsWith('|')) {
            columns = null;
            continue;
        }
        const cells = line.slice(1, line.lastIndexOf('|')).split('|').map((cell) => cell.replaceAll('`', '').trim());
        if (!columns) {
            columns = cells;
        } else if (columns[0] === firstColumn && !cells[0].startsWith('---')) {
            rows.push(Object.fromEntries(columns.map((column, i) => [column, cells[i]])));
        }
    }
    return rows;
}

const columnOf = { sales_rep: 'agent', team_lead: 'team lead', supervisor: 'supervisor', admin: 'admin' };
export const cellOf = (row, role) => row[columnOf[role]];

/** Per word of the page: what becomes of a request about each kind of thing. */
export const meaning = {
    no: { own: 403, waiting: 403, colleague: 403, foreign: 403 },
    own: { own: 'may', waiting: 403, colleague: 404, foreign: 404 },
    'own of team': { own: 'may', waiting: 403, colleague: 403, foreign: 404 },
    'own of all': { own: 'may', waiting: 403, colleague: 403, foreign: 403 },
    'own, waiting': { own: 'may', waiting: 'may', colleague: 404, foreign: 404 },
    team: { own: 'may', waiting: 'may', colleague: 'may', foreign: 404 },
    all: { own: 'may', waiting: 'may', colleague: 'may', foreign: 'may' },
    self: { own: 'may', colleague: 404, foreign: 404 },
    yes: { own: 'may' },
};
