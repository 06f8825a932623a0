#include "engine/value/fields_words.hpp"

#include <fmt/format.h>

#include "engine/base/text.hpp"
#include "engine/value/json.hpp"

namespace millrace::words {

std::string quoted(std::string_view text) {
    const auto prefix = utf8_prefix(text, 40);
    std::string literal;
    json::dump_string(prefix, literal);
    if (prefix.size() < text.size()) {
        literal.insert(literal.size() - 1, "…");
    }
    return literal;
}

std::string found(const Value& value) {
    switch (value.kind()) {
        case Value::Kind::nil:
            return "nothing";
        case Value::Kind::boolean:
            return value.as_bool() ? "true" : "false";
        case Value::Kind::integer:
            return fmt::format("the integer {}", value.as_integer());
        case Value::Kind::number:
            return "the number " + json::dump(value);
        case Value::Kind::string:
            return value.as_string().empty() ? "empty text" : "the text " + quoted(value.as_string());
        case Value::Kind::list:
            return value.as_list().empty() ? "an empty list" : "a list";
        case Value::Kind::map:
            return "an object";
    }
    return "nothing";
}

std::string one_of(const std::vector<std::string>& names) {
    std::string list;
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0) {
            list += i + 1 == names.size() ? " or " : ", ";
        }
        list += names[i];
    }
    return list;
}

std::vector<std::string> values_of(const std::vector<Choice>& choices) {
    std::vector<std::string> values;
    values.reserve(choices.size());
    for (const Choice& choice : choices) {
        values.push_back(choice.value);
    }
    return values;
}

std::string expected(const FieldSpec& spec) {
    switch (spec.kind) {
        case FieldKind::text:
        case FieldKind::string:
            return "text";
        case FieldKind::integer:
            return "an integer";
        case FieldKind::number:
            return "a number";
        case FieldKind::boolean:
            return "true or false";
        case FieldKind::duration:
            return "a duration such as 90s";
        case FieldKind::choice:
            return one_of(values_of(spec.choices));
        case FieldKind::expression:
            return "an expression such as vars.tries > 2";
        case FieldKind::variable:
            return "the name of a variable such as customer_tier";
        case FieldKind::url:
            return "an address that begins with https:// or http://";
        case FieldKind::code:
            return "code as text";
        case FieldKind::list:
            return "a list";
        case FieldKind::map:
        case FieldKind::object:
            return "an object";
        case FieldKind::any:
            return "a value";
        case FieldKind::queue:
        case FieldKind::team:
        case FieldKind::flow:
            return fmt::format("the key of a {} such as customer_service", to_text(spec.kind));
        case FieldKind::user:
        case FieldKind::calendar:
        case FieldKind::channel:
        case FieldKind::credential:
        case FieldKind::tag:
            return fmt::format("the name of a {}", to_text(spec.kind));
    }
    return "a value";
}

std::string amount_text(const FieldSpec& spec, double amount) {
    if (spec.kind == FieldKind::duration) {
        return to_text(Duration{static_cast<std::int64_t>(amount)});
    }
    return fmt::format("{}", amount);
}

std::string did_you_mean(const std::string& name) {
    return name.empty() ? std::string() : fmt::format("; did you mean {}?", quoted(name));
}

}  // namespace millrace::words
