// The description as JSON Schema 2020-12, for the studio's forms and for tools that know nothing of us.

#include "engine/value/fields.hpp"

namespace millrace {
namespace {

constexpr const char* duration_pattern = "^[0-9]+(ms|s|m|h|d)$";
constexpr const char* key_pattern = "^[a-z][a-z0-9_]{0,62}$";
constexpr const char* variable_pattern = "^[A-Za-z_][A-Za-z0-9_]{0,63}$";
constexpr const char* url_pattern = "^[Hh][Tt][Tt][Pp][Ss]?://[^/\\s]\\S*$";

Value number(double n) {
    const auto whole = static_cast<std::int64_t>(n);
    return static_cast<double>(whole) == n ? Value(whole) : Value(n);
}

Map object_schema(const std::vector<FieldSpec>& fields);
Map field_schema(const FieldSpec& spec);

void put_type(const FieldSpec& spec, Map& schema) {
    switch (spec.kind) {
        case FieldKind::integer:
            schema.set("type", "integer");
            return;
        case FieldKind::number:
            schema.set("type", "number");
            return;
        case FieldKind::boolean:
            schema.set("type", "boolean");
            return;
        case FieldKind::list:
            schema.set("type", "array");
            if (!spec.element.empty()) {
                schema.set("items", field_schema(spec.element.front()));
            }
            return;
        case FieldKind::map:
            schema.set("type", "object");
            if (!spec.element.empty()) {
                schema.set("additionalProperties", field_schema(spec.element.front()));
            }
            return;
        case FieldKind::object:
            schema = object_schema(spec.element);
            return;
        case FieldKind::any:
            return;  // no type: every value is right
        case FieldKind::duration:
            schema.set("pattern", duration_pattern);
            break;
        case FieldKind::variable:
            schema.set("pattern", variable_pattern);
            break;
        case FieldKind::url:
            schema.set("format", "uri");
            schema.set("pattern", url_pattern);
            break;
        case FieldKind::queue:
        case FieldKind::team:
        case FieldKind::flow:
            schema.set("pattern", key_pattern);
            break;
        default:
            break;
    }
    schema.set("type", "string");
}

void put_limits(const FieldSpec& spec, Map& schema) {
    const auto put = [&](const char* least, const char* most) {
        if (spec.at_least) {
            schema.set(least, number(*spec.at_least));
        }
        if (spec.at_most) {
            schema.set(most, number(*spec.at_most));
        }
    };
    switch (spec.kind) {
        case FieldKind::integer:
        case FieldKind::number:
            return put("minimum", "maximum");
        case FieldKind::list:
            return put("minItems", "maxItems");
        case FieldKind::duration:
            return put("x-at-least-ms", "x-at-most-ms");  // JSON Schema has no word for the length of a duration
        case FieldKind::boolean:
        case FieldKind::map:
        case FieldKind::object:
        case FieldKind::any:
            return;
        default:
            return put("minLength", "maxLength");
    }
}

void put_choices(const FieldSpec& spec, Map& schema) {
    List values;
    List choices;
    for (const Choice& choice : spec.choices) {
        values.push(choice.value);
        choices.push(Map{{"value", choice.value}, {"label", choice.label.empty() ? choice.value : choice.label}});
    }
    if (spec.kind == FieldKind::choice) {
        schema.set("enum", values);
    }
    schema.set("x-choices", choices);
}

Map field_schema(const FieldSpec& spec) {
    Map schema;
    put_type(spec, schema);
    put_limits(spec, schema);
    if (!spec.choices.empty()) {
        put_choices(spec, schema);
    }
    schema.set("x-kind", to_text(spec.kind));
    if (!spec.label.empty()) {
        schema.set("x-label", spec.label);
    }
    if (!spec.help.empty()) {
        schema.set("description", spec.help);
    }
    if (spec.default_value) {
        schema.set("default", *spec.default_value);
    }
    return schema;
}

Map object_schema(const std::vector<FieldSpec>& fields) {
    Map properties;
    List required;
    std::int64_t order = 0;
    for (const FieldSpec& field : fields) {
        Map schema = field_schema(field);
        schema.set("x-order", order++);
        properties.set(field.key, std::move(schema));
        if (field.required) {
            required.push(field.key);
        }
    }
    Map schema{{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
    if (!required.empty()) {
        schema.set("required", std::move(required));
    }
    return schema;
}

}  // namespace

Value to_json_schema(const Schema& schema) {
    Map document = object_schema(schema.fields);
    document.set("$schema", "https://json-schema.org/draft/2020-12/schema");
    return document;
}

}  // namespace millrace
