// An OpenAPI document as a list of what can be done. Knows nothing of the page.

/** One for each method of each path, by resource and then by path. */
export function operationsOf(document) {
    const all = Object.entries(document.paths).flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, described]) => operationOf(path, method, described)));
    return all.sort((one, other) => one.resource.localeCompare(other.resource) || one.path.localeCompare(other.path));
}

function operationOf(path, method, described) {
    const statuses = Object.entries(described.responses).map(([status, { description }]) => ({ status, description }));
    return {
        id: described.operationId,
        resource: described.tags?.[0] ?? 'other',
        method,
        path,
        summary: described.summary,
        permission: described['x-permission'] ?? '',
        door: described['x-door'] ?? '',
        parameters: described.parameters ?? [],
        body: described.requestBody?.content?.['application/json']?.schema,
        success: statuses.find(({ status }) => status.startsWith('2')),
        refusals: statuses.filter(({ status }) => /^[45]/.test(status)),
    };
}

/** The fields of a body, those within others as `skills[].level`. */
export function fieldsOf(schema, prefix = '') {
    if (!schema?.properties) {
        return [];
    }
    const order = ([, one], [, other]) => (one['x-order'] ?? 0) - (other['x-order'] ?? 0);
    return Object.entries(schema.properties).sort(order).flatMap(([name, field]) => {
        const own = {
            name: prefix + name,
            type: typeOf(field),
            required: (schema.required ?? []).includes(name),
            what: [field.description, choicesOf(field), field.default === undefined ? '' : `${JSON.stringify(field.default)} if not said.`]
                .filter(Boolean).join(' '),
        };
        const within = field.type === 'array' ? fieldsOf(field.items, `${prefix}${name}[].`) : fieldsOf(field, `${prefix}${name}.`);
        return [own, ...within];
    });
}

function typeOf(field) {
    if (field['x-kind'] && !['string', 'text', 'any', 'list'].includes(field['x-kind'])) {
        return field['x-kind'];
    }
    return field.type === 'array' ? `list of ${field.items?.type ?? 'any'}` : field.type ?? 'any';
}

function choicesOf(field) {
    return field.enum ? `One of ${field.enum.join(', ')}.` : '';
}

/** Every word of what is wanted stands somewhere in the operation. */
export function matches(operation, wanted) {
    const text = [operation.method, operation.path, operation.summary, operation.permission, operation.resource,
        ...operation.parameters.map(({ name }) => name), ...fieldsOf(operation.body).map(({ name }) => name)]
        .join(' ').toLowerCase();
    return wanted.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}
