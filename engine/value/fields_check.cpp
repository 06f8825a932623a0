// Judges literals by their description.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "engine/base/text.hpp"
#include "engine/value/fields.hpp"
#include "engine/value/fields_words.hpp"
#include "engine/value/json.hpp"

namespace millrace {
namespace {

using namespace words;

bool is_name(std::string_view text) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    return !text.empty() && text.size() <= 64 && letter(text.front()) &&
           std::all_of(text.begin(), text.end(), [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

bool is_url(std::string_view text) {
    const std::string scheme = fold(text.substr(0, 8));
    const std::size_t scheme_size = scheme == "https://" ? 8 : scheme.substr(0, 7) == "http://" ? 7 : 0;
    const std::string_view rest = text.substr(scheme_size);
    return scheme_size > 0 && !rest.empty() && rest.front() != '/' &&
           std::none_of(rest.begin(), rest.end(), [](char c) { return static_cast<unsigned char>(c) <= 0x20; });
}

bool is_choice(const FieldSpec& spec, std::string_view text) {
    return std::any_of(spec.choices.begin(), spec.choices.end(),
                       [&](const Choice& choice) { return choice.value == text; });
}

// Whether text is of a kind that text can be. Text, expressions and code may be anything.
bool fits_text(const FieldSpec& spec, std::string_view text) {
    switch (spec.kind) {
        case FieldKind::duration:
            return parse_duration(text).ok();
        case FieldKind::choice:
            return is_choice(spec, text);
        case FieldKind::variable:
            return is_name(text);
        case FieldKind::url:
            return is_url(text);
        case FieldKind::queue:
        case FieldKind::team:
        case FieldKind::flow:
            return is_key(text);
        default:
            return true;
    }
}

bool fits(const FieldSpec& spec, const Value& value) {
    switch (spec.kind) {
        case FieldKind::integer:
            return value.is_integer();
        case FieldKind::number:
            return value.is_number();
        case FieldKind::boolean:
            return value.is_bool();
        case FieldKind::list:
            return value.is_list();
        case FieldKind::map:
        case FieldKind::object:
            return value.is_map();
        case FieldKind::any:
            return true;
        default:
            return value.is_string() && fits_text(spec, value.as_string());
    }
}

// What at_least and at_most are about: a number itself, the length of the rest. The value fits its kind.
struct Measure {
    double amount;
    const char* noun;  // of one and of several alike: "text of at least 3 characters"
};
std::optional<Measure> measure(const FieldSpec& spec, const Value& value) {
    if (value.is_number()) {
        return Measure{value.as_number(), ""};
    }
    if (spec.kind == FieldKind::duration) {
        return Measure{static_cast<double>(parse_duration(value.as_string())->ms), ""};
    }
    if (value.is_string()) {
        return Measure{static_cast<double>(utf8_length(value.as_string())), " characters"};
    }
    if (value.is_list()) {
        return Measure{static_cast<double>(value.as_list().size()), " items"};
    }
    return std::nullopt;
}

class Check {
public:
    explicit Check(std::vector<Error>& problems) : problems_(problems) {}

    void value(const FieldSpec& spec, const Value& literal, const std::string& pointer) {
        const bool empty = literal.is_string() && literal.as_string().empty();
        if (is_left_out(spec, literal) || (spec.required && empty && spec.kind != FieldKind::any)) {
            if (spec.required) {
                refuse("missing_setting", pointer, fmt::format("expected {} but found nothing", expected(spec)));
            }
            return;
        }
        if (!fits(spec, literal)) {
            refuse("invalid_setting", pointer,
                   fmt::format("expected {} but found {}{}", expected(spec), found(literal), hint(spec, literal)));
            return;
        }
        range(spec, literal, pointer);
        inside(spec, literal, pointer);
    }

    void object(const std::vector<FieldSpec>& fields, const Value& object, const std::string& pointer) {
        if (!object.is_nil() && !object.is_map()) {
            refuse("invalid_setting", pointer, "expected an object but found " + found(object));
            return;
        }
        for (const FieldSpec& field : fields) {
            value(field, object[field.key], json::join_pointer(pointer, field.key));
        }
        if (object.is_map()) {
            unknown(fields, object.as_map(), pointer);
        }
    }

private:
    void range(const FieldSpec& spec, const Value& literal, const std::string& pointer) {
        const auto measured = measure(spec, literal);
        if (!measured) {
            return;
        }
        const auto complain = [&](const char* bound, double limit) {
            const bool length = *measured->noun != '\0';
            const std::string kind = spec.kind == FieldKind::duration ? "a duration" : expected(spec);
            refuse("invalid_setting", pointer,
                   fmt::format("expected {} of {} {}{} but found {}", kind, bound, amount_text(spec, limit),
                               measured->noun, length ? amount_text(spec, measured->amount) : found(literal)));
        };
        if (spec.at_least && measured->amount < *spec.at_least) {
            complain("at least", *spec.at_least);
        } else if (spec.at_most && measured->amount > *spec.at_most) {
            complain("at most", *spec.at_most);
        } else if (std::isnan(measured->amount)) {
            refuse("invalid_setting", pointer, fmt::format("expected {} but found not a number", expected(spec)));
        }
    }

    void inside(const FieldSpec& spec, const Value& literal, const std::string& pointer) {
        if (spec.kind == FieldKind::object) {
            object(spec.element, literal, pointer);
            return;
        }
        if (spec.element.size() != 1) {
            return;
        }
        if (spec.kind == FieldKind::list) {
            const List& list = literal.as_list();
            for (std::size_t i = 0; i < list.size(); ++i) {
                element(spec.element.front(), list[i], json::join_pointer(pointer, i));
            }
        } else if (spec.kind == FieldKind::map) {
            for (const auto& [key, member] : literal.as_map()) {
                element(spec.element.front(), member, json::join_pointer(pointer, key.view()));
            }
        }
    }

    // A field can be left out, an element cannot: it is there, so it has to be something.
    void element(const FieldSpec& spec, const Value& literal, const std::string& pointer) {
        if (spec.kind != FieldKind::any && is_left_out(spec, literal)) {
            refuse("invalid_setting", pointer, fmt::format("expected {} but found {}", expected(spec), found(literal)));
        } else {
            value(spec, literal, pointer);
        }
    }

    void unknown(const std::vector<FieldSpec>& fields, const Map& object, const std::string& pointer) {
        std::vector<std::string> keys;
        keys.reserve(fields.size());
        for (const FieldSpec& field : fields) {
            keys.push_back(field.key);
        }
        for (const auto& [key, member] : object) {
            if (std::find(keys.begin(), keys.end(), key.view()) != keys.end()) {
                continue;
            }
            const std::string known = keys.empty() ? "no settings" : one_of(keys);
            refuse("unknown_setting", json::join_pointer(pointer, key.view()),
                   fmt::format("expected {} but found {}{}", known, quoted(key), did_you_mean(closest(key, keys))));
        }
    }

    static std::string hint(const FieldSpec& spec, const Value& literal) {
        if (spec.kind != FieldKind::choice || !literal.is_string()) {
            return {};
        }
        return did_you_mean(closest(literal.as_string(), values_of(spec.choices)));
    }

    void refuse(const char* code, const std::string& pointer, std::string message) {
        problems_.push_back({code, std::move(message), pointer});
    }

    std::vector<Error>& problems_;
};

}  // namespace

void check(const FieldSpec& spec, const Value& literal, std::string_view pointer, std::vector<Error>& problems) {
    Check(problems).value(spec, literal, std::string(pointer));
}

void check(const Schema& schema, const Value& object, std::string_view pointer, std::vector<Error>& problems) {
    Check(problems).object(schema.fields, object, std::string(pointer));
}

}  // namespace millrace
