#include "engine/value/fields.hpp"

#include <array>

namespace millrace {
namespace {

struct KindName {
    FieldKind kind;
    std::string_view name;
};
constexpr std::array<KindName, 23> kind_names = {{
    {FieldKind::text, "text"},         {FieldKind::string, "string"},
    {FieldKind::integer, "integer"},   {FieldKind::number, "number"},
    {FieldKind::boolean, "boolean"},   {FieldKind::duration, "duration"},
    {FieldKind::choice, "choice"},     {FieldKind::expression, "expression"},
    {FieldKind::variable, "variable"}, {FieldKind::url, "url"},
    {FieldKind::code, "code"},         {FieldKind::list, "list"},
    {FieldKind::map, "map"},           {FieldKind::object, "object"},
    {FieldKind::any, "any"},           {FieldKind::queue, "queue"},
    {FieldKind::team, "team"},         {FieldKind::user, "user"},
    {FieldKind::calendar, "calendar"}, {FieldKind::flow, "flow"},
    {FieldKind::channel, "channel"},   {FieldKind::credential, "credential"},
    {FieldKind::tag, "tag"},
}};

const FieldSpec* find_field(const std::vector<FieldSpec>& fields, std::string_view key) {
    for (const FieldSpec& field : fields) {
        if (field.key == key) {
            return &field;
        }
    }
    return nullptr;
}

Value fill(const std::vector<FieldSpec>& fields, const Value& object);

// Whatever lies inside a value that is given: its objects may leave out members of their own.
Value fill_inside(const FieldSpec& spec, const Value& value) {
    if (spec.kind == FieldKind::object && value.is_map()) {
        return fill(spec.element, value);
    }
    if (spec.element.size() != 1) {
        return value;
    }
    if (spec.kind == FieldKind::list && value.is_list()) {
        std::vector<Value> items;
        items.reserve(value.as_list().size());
        for (const Value& item : value.as_list()) {
            items.push_back(fill_inside(spec.element.front(), item));
        }
        return List(std::move(items));
    }
    if (spec.kind == FieldKind::map && value.is_map()) {
        Map map;
        for (const auto& [key, member] : value.as_map()) {
            map.set(key, fill_inside(spec.element.front(), member));
        }
        return map;
    }
    return value;
}

Value fill(const std::vector<FieldSpec>& fields, const Value& object) {
    Map filled = object.is_map() ? object.as_map() : Map();
    for (const FieldSpec& field : fields) {
        const Value& given = object[field.key];
        if (!is_left_out(field, given)) {
            filled.set(field.key, fill_inside(field, given));
        } else if (field.default_value) {
            filled.set(field.key, *field.default_value);
        }
    }
    return filled;
}

}  // namespace

bool is_left_out(const FieldSpec& spec, const Value& literal) {
    switch (spec.kind) {
        case FieldKind::text:
        case FieldKind::string:
        case FieldKind::expression:
        case FieldKind::code:
        case FieldKind::any:
            return literal.is_nil();
        default:
            return literal.is_nil() || (literal.is_string() && literal.as_string().empty());
    }
}

std::string_view to_text(FieldKind kind) {
    static_assert(kind_names.back().kind == FieldKind::tag && kind_names.size() == std::size_t(FieldKind::tag) + 1,
                  "a kind of field was added: name it here, in the same order");
    return kind_names[static_cast<std::size_t>(kind)].name;
}

std::optional<FieldKind> parse_field_kind(std::string_view name) {
    for (const KindName& known : kind_names) {
        if (known.name == name) {
            return known.kind;
        }
    }
    return std::nullopt;
}

const FieldSpec* Schema::find(std::string_view key) const {
    return find_field(fields, key);
}

Value with_defaults(const Schema& schema, const Value& object) {
    return fill(schema.fields, object);
}

void FieldTraits<Duration>::read(const Value& value, Duration& into) {
    const auto duration = parse_duration(value.as_string());
    MILLRACE_ASSERT(duration.ok());  // check() has seen it
    into = *duration;
}

}  // namespace millrace
