#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/base/time.hpp"
#include "engine/value/value.hpp"

namespace millrace {

// What a field is for its author; the studio draws its form from this, the check judges by it.
enum class FieldKind : std::uint8_t {
    text,    // a template: "Hello {{contact.name}}"
    string,  // literal text
    integer,
    number,
    boolean,
    duration,
    choice,
    expression,  // an expression that the node evaluates itself, when it wants to
    variable,    // the name of a variable that the node sets
    url,
    code,
    list,
    map,  // name → element
    object,
    any,  // any JSON
    queue,
    team,
    user,
    calendar,
    flow,
    channel,
    credential,
    tag,
};
std::string_view to_text(FieldKind kind);  // "text", "string", …
std::optional<FieldKind> parse_field_kind(std::string_view name);

struct Choice {
    std::string value;
    std::string label;
};

// The description of one field, enough to parse, check, default, show and document it.
struct FieldSpec {
    std::string key;
    FieldKind kind = FieldKind::any;
    std::string label;
    std::string help;
    bool required = false;
    std::optional<Value> default_value;
    std::vector<Choice> choices;
    std::optional<double> at_least;  // of a duration: milliseconds; of text and lists: their length
    std::optional<double> at_most;
    std::vector<FieldSpec> element;  // list and map: exactly one; object: its fields
};

struct Schema {
    std::vector<FieldSpec> fields;
    const FieldSpec* find(std::string_view key) const;
};

// Whether a literal stands for nothing: null, or the empty text that a form sends for a queue or a duration that was
// cleared. Empty free text (text, string, expression, code) is a value, though not enough where one is required.
bool is_left_out(const FieldSpec& spec, const Value& literal);

// Every way in which a literal does not fit its description, each with a pointer below `pointer`. Codes:
// "missing_setting", "invalid_setting", "unknown_setting"; the caller puts its noun before them ("flow.").
// Kinds text, expression and code are checked for being text only: their meaning is the caller's business.
void check(const FieldSpec& spec, const Value& literal, std::string_view pointer, std::vector<Error>& problems);
void check(const Schema& schema, const Value& object, std::string_view pointer, std::vector<Error>& problems);
// The object with defaults filled in, also those of the objects inside it.
Value with_defaults(const Schema& schema, const Value& object);
// JSON Schema 2020-12 with x-kind, x-label, x-order and x-choices.
Value to_json_schema(const Schema& schema);

// How one C++ type is described, read and written. Specialise it beside a type of your own.
template <class T, class = void>
struct FieldTraits;

template <class T>
class Fields;

// One field while it is being described; the calls chain.
class FieldBuilder {
public:
    explicit FieldBuilder(FieldSpec& spec) : spec_(&spec) {}
    FieldBuilder& label(std::string text) {
        spec_->label = std::move(text);
        return *this;
    }
    FieldBuilder& help(std::string text) {
        spec_->help = std::move(text);
        return *this;
    }
    FieldBuilder& required() {
        spec_->required = true;
        return *this;
    }
    FieldBuilder& kind(FieldKind kind) {
        spec_->kind = kind;
        return *this;
    }
    FieldBuilder& choices(std::vector<Choice> choices) {
        spec_->choices = std::move(choices);
        return *this;
    }
    FieldBuilder& at_least(Duration d) {
        spec_->at_least = static_cast<double>(d.ms);
        return *this;
    }
    FieldBuilder& at_most(Duration d) {
        spec_->at_most = static_cast<double>(d.ms);
        return *this;
    }
    FieldBuilder& at_least(double n) {
        spec_->at_least = n;
        return *this;
    }
    FieldBuilder& at_most(double n) {
        spec_->at_most = n;
        return *this;
    }

private:
    FieldSpec* spec_;
};

// Describes a struct once; parsing, defaults, messages, JSON Schema, forms and reference pages derive from it.
// A type is described by a free function beside it:
//     void describe(Fields<JoinQueue>& fields) { fields.add("queue", &JoinQueue::queue).label("Queue").required(); }
// Defaults are the members' own initialisers; a field without `required` and with a nil default may be left out.
template <class T>
class Fields {
public:
    template <class M>
    FieldBuilder add(std::string key, M T::*member) {
        Bound bound;
        bound.spec.key = key;
        bound.spec.label = key;
        FieldTraits<M>::describe(bound.spec);
        static const T defaults{};
        Value initial = FieldTraits<M>::write(defaults.*member);
        if (!initial.is_nil()) {
            bound.spec.default_value = std::move(initial);
        }
        bound.read = [member](const Value& value, T& into) { FieldTraits<M>::read(value, into.*member); };
        bound.write = [member](const T& from) { return FieldTraits<M>::write(from.*member); };
        bound_.push_back(std::move(bound));
        return FieldBuilder(bound_.back().spec);
    }

    Schema schema() const {
        Schema schema;
        for (const Bound& bound : bound_) {
            schema.fields.push_back(bound.spec);
            if (schema.fields.back().required) {
                schema.fields.back().default_value.reset();
            }
        }
        return schema;
    }

    // From an object that has passed check(); absent members keep the struct's own initialisers.
    T read(const Value& object) const {
        T result{};
        for (const Bound& bound : bound_) {
            const Value& member = object[bound.spec.key];
            if (!is_left_out(bound.spec, member)) {
                bound.read(member, result);
            }
        }
        return result;
    }

    Value write(const T& from) const {
        Map object;
        for (const Bound& bound : bound_) {
            Value member = bound.write(from);
            if (!member.is_nil()) {
                object.set(bound.spec.key, std::move(member));
            }
        }
        return object;
    }

private:
    struct Bound {
        FieldSpec spec;
        std::function<void(const Value&, T&)> read;
        std::function<Value(const T&)> write;
    };
    // A FieldBuilder lives for one chain of calls, before the next field moves the vector.
    std::vector<Bound> bound_;
};

// The description of T, made once.
template <class T>
const Fields<T>& fields_of() {
    static const Fields<T> fields = [] {
        Fields<T> made;
        describe(made);
        return made;
    }();
    return fields;
}
template <class T>
T from_value(const Value& object) {
    return fields_of<T>().read(object);
}
template <class T>
Value to_value(const T& object) {
    return fields_of<T>().write(object);
}

// Literal and template text that node settings hold, told apart by type.
struct Text {
    std::string value;
    friend bool operator==(const Text&, const Text&) = default;
};
struct VariableName {
    std::string value;
    explicit operator bool() const { return !value.empty(); }
};
struct Url {
    std::string value;
};
struct Code {
    std::string value;
};

namespace detail {

// Types that are a wrapped std::string `M` with their own kind.
template <class T, std::string T::*M, FieldKind K>
struct TextTraits {
    static void describe(FieldSpec& spec) { spec.kind = K; }
    static void read(const Value& value, T& into) { into.*M = std::string(value.as_string()); }
    static Value write(const T& from) { return (from.*M).empty() ? Value() : Value(from.*M); }
};

}  // namespace detail

template <>
struct FieldTraits<Text> : detail::TextTraits<Text, &Text::value, FieldKind::text> {};
template <>
struct FieldTraits<VariableName> : detail::TextTraits<VariableName, &VariableName::value, FieldKind::variable> {};
template <>
struct FieldTraits<Url> : detail::TextTraits<Url, &Url::value, FieldKind::url> {};
template <>
struct FieldTraits<Code> : detail::TextTraits<Code, &Code::value, FieldKind::code> {};

template <>
struct FieldTraits<std::string> {
    static void describe(FieldSpec& spec) { spec.kind = FieldKind::string; }
    static void read(const Value& value, std::string& into) { into = std::string(value.as_string()); }
    static Value write(const std::string& from) { return from.empty() ? Value() : Value(from); }
};
template <>
struct FieldTraits<bool> {
    static void describe(FieldSpec& spec) { spec.kind = FieldKind::boolean; }
    static void read(const Value& value, bool& into) { into = value.as_bool(); }
    static Value write(bool from) { return from; }
};
template <>
struct FieldTraits<std::int64_t> {
    static void describe(FieldSpec& spec) { spec.kind = FieldKind::integer; }
    static void read(const Value& value, std::int64_t& into) { into = value.as_integer(); }
    static Value write(std::int64_t from) { return from; }
};
template <>
struct FieldTraits<double> {
    static void describe(FieldSpec& spec) { spec.kind = FieldKind::number; }
    static void read(const Value& value, double& into) { into = value.as_number(); }
    static Value write(double from) { return from; }
};
// A map from names to elements.
template <class T>
struct FieldTraits<std::map<std::string, T>> {
    static void describe(FieldSpec& spec) {
        spec.kind = FieldKind::map;
        FieldTraits<T>::describe(spec.element.emplace_back());
    }
    static void read(const Value& value, std::map<std::string, T>& into) {
        into.clear();
        for (const auto& [key, element] : value.as_map()) {
            FieldTraits<T>::read(element, into[key.str()]);
        }
    }
    static Value write(const std::map<std::string, T>& from) {
        Map map;
        for (const auto& [key, element] : from) {
            map.set(key, FieldTraits<T>::write(element));
        }
        return map.empty() ? Value() : Value(std::move(map));
    }
};
// Durations are text ("90s") in documents and stay so in values.
template <>
struct FieldTraits<Duration> {
    static void describe(FieldSpec& spec) { spec.kind = FieldKind::duration; }
    static void read(const Value& value, Duration& into);
    static Value write(Duration from) { return to_text(from); }
};
// Any JSON, as it is.
template <>
struct FieldTraits<Value> {
    static void describe(FieldSpec& spec) { spec.kind = FieldKind::any; }
    static void read(const Value& value, Value& into) { into = value; }
    static Value write(const Value& from) { return from; }
};
template <class T>
struct FieldTraits<std::optional<T>> {
    static void describe(FieldSpec& spec) { FieldTraits<T>::describe(spec); }
    static void read(const Value& value, std::optional<T>& into) { FieldTraits<T>::read(value, into.emplace()); }
    static Value write(const std::optional<T>& from) { return from ? FieldTraits<T>::write(*from) : Value(); }
};
template <class T>
struct FieldTraits<std::vector<T>> {
    static void describe(FieldSpec& spec) {
        spec.kind = FieldKind::list;
        FieldTraits<T>::describe(spec.element.emplace_back());
    }
    static void read(const Value& value, std::vector<T>& into) {
        into.clear();
        for (const Value& item : value.as_list()) {
            FieldTraits<T>::read(item, into.emplace_back());
        }
    }
    static Value write(const std::vector<T>& from) {
        List list;
        for (const T& item : from) {
            list.push(FieldTraits<T>::write(item));
        }
        return list.empty() ? Value() : Value(std::move(list));
    }
};
// An enumeration with `std::vector<Choice> choices_of(E)`, in the order of its values from 0.
template <class E>
struct FieldTraits<E, std::enable_if_t<std::is_enum_v<E>>> {
    static void describe(FieldSpec& spec) {
        spec.kind = FieldKind::choice;
        spec.choices = choices_of(E{});
    }
    static void read(const Value& value, E& into) {
        const auto choices = choices_of(E{});
        for (std::size_t i = 0; i < choices.size(); ++i) {
            if (choices[i].value == value.as_string()) {
                into = static_cast<E>(i);
            }
        }
    }
    static Value write(E from) { return choices_of(E{})[static_cast<std::size_t>(from)].value; }
};
// A struct that is itself described. (Asked in this order: there are no Fields of what has no members.)
template <class T>
concept Described = std::is_class_v<T> && requires(Fields<T>& fields) {
    describe(fields);
};
template <Described T>
struct FieldTraits<T> {
    static void describe(FieldSpec& spec) {
        spec.kind = FieldKind::object;
        spec.element = fields_of<T>().schema().fields;
    }
    static void read(const Value& value, T& into) { into = fields_of<T>().read(value); }
    static Value write(const T& from) { return fields_of<T>().write(from); }
};

}  // namespace millrace
