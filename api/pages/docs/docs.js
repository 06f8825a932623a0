// The API for people, drawn from the description that machines read.

import { request } from '../shared/api.js';
import { h, setText } from '../shared/dom.js';
import { fieldsOf, operationsOf, matches } from './description.js';

const $ = (id) => document.getElementById(id);

const doors = { people: 'Anybody who is logged in', visitors: 'A visitor of the chat', anybody: 'Anybody, without a token' };

let drawn = [];  // {operation, element}

async function begin() {
    try {
        draw(operationsOf(await request('GET', '/api/openapi.json')));
    } catch (problem) {
        $('operations').replaceChildren(h('p', { class: 'problem' }, problem.sentence ?? String(problem)));
        return;
    }
    $('search').addEventListener('input', search);
    $('search').value = new URLSearchParams(location.search).get('q') ?? '';
    search();
    addEventListener('hashchange', openLinked);
    openLinked();
}

function draw(operations) {
    const resources = [...new Set(operations.map(({ resource }) => resource))];
    drawn = [];
    $('operations').replaceChildren(...resources.map((resource) => h('section', { class: 'resource', id: `resource-${resource}` },
        h('h2', {}, resource),
        ...operations.filter((operation) => operation.resource === resource).map((operation) => {
            const element = card(operation);
            drawn.push({ operation, element });
            return element;
        }))));
    $('resources').replaceChildren(h('ul', {}, resources.map((resource) =>
        h('li', {}, h('a', { href: `#resource-${resource}` }, resource)))));
}

function card(operation) {
    const { id, method, path, summary } = operation;
    return h('details', { class: 'operation', id },
        h('summary', {},
            h('span', { class: `method ${method}` }, method.toUpperCase()),
            h('code', { class: 'path' }, path),
            h('span', { class: 'what' }, summary)),
        h('div', { class: 'more' },
            h('p', { class: 'who' }, h('strong', {}, 'Who: '), operation.permission
                ? h('code', {}, operation.permission) : doors[operation.door] ?? operation.door,
            h('a', { class: 'link', href: `#${id}`, 'aria-label': `Link to ${method.toUpperCase()} ${path}` }, 'link')),
            table('Parameters', ['name', 'in', 'what'], operation.parameters.map((one) => [
                h('code', {}, one.name), one.in, one.description ?? (one.required ? 'Required.' : '')])),
            table('Body', ['field', 'type', 'what'], fieldsOf(operation.body).map((field) => [
                h('code', {}, field.name), field.type,
                [field.required ? h('strong', {}, 'Required. ') : null, field.what]])),
            h('h4', {}, `Answers ${operation.success.status}`),
            operation.success.status === '204' ? h('p', { class: 'muted' }, 'Nothing.')
                : h('pre', {}, operation.success.description),
            table('Refusals', ['status', 'when'], operation.refusals.map(({ status, description }) => [h('code', {}, status), description]))));
}

function table(title, heads, rows) {
    return rows.length === 0 ? null : [
        h('h4', {}, title),
        h('table', {},
            h('thead', {}, h('tr', {}, heads.map((head) => h('th', { scope: 'col' }, head)))),
            h('tbody', {}, rows.map((cells) => h('tr', {}, cells.map((cell) => h('td', {}, ...[cell].flat().filter(Boolean))))))),
    ];
}

function search() {
    const wanted = $('search').value;
    let count = 0;
    for (const { operation, element } of drawn) {
        element.hidden = !matches(operation, wanted);
        count += element.hidden ? 0 : 1;
    }
    for (const section of document.querySelectorAll('.resource')) {
        section.hidden = [...section.querySelectorAll('.operation')].every(({ hidden }) => hidden);
        document.querySelector(`#resources a[href="#${section.id}"]`).parentElement.hidden = section.hidden;
    }
    setText($('found'), wanted ? `${count} of ${drawn.length} operations` : `${drawn.length} operations`);
}

function openLinked() {
    const element = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (element?.matches('.operation')) {
        $('search').value = '';
        search();
        element.open = true;
    }
    element?.scrollIntoView({ block: 'start' });
}

begin();
