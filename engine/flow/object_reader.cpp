#include "engine/flow/object_reader.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "engine/base/text.hpp"
#include "engine/value/json.hpp"

namespace millrace::flow {

ObjectReader::ObjectReader(const Value& value, std::string_view place, std::string pointer, std::string node,
                           Problems& problems)
    : value_(value), place_(place), pointer_(std::move(pointer)), node_(std::move(node)), problems_(problems) {
    if (!value_.is_map()) {
        problems_.push_back({Severity::error, "flow.invalid_setting", node_, pointer_,
                             fmt::format("expected {} to be an object but found {}", place_, describe(value_)),
                             "Write an object in curly braces."});
    }
}

std::string ObjectReader::text(std::string_view name) {
    const Value& found = member(name, Value::Kind::string, "text");
    return found.is_nil() ? std::string() : std::string(found.as_string());
}

std::string ObjectReader::required_text(std::string_view name) {
    const bool written = value_[name].is_string();
    std::string found = text(name);
    if (found.empty() && value_.is_map() && (written || !has(name))) {
        report("flow.missing_setting", name,
               fmt::format("expected `{}` in {} but it is {}", name, place_, written ? "empty" : "missing"),
               fmt::format("Write `{}`.", name));
    }
    return found;
}

std::string ObjectReader::choice(std::string_view name, const std::vector<std::string>& choices,
                                 std::string_view otherwise) {
    const Value& found = member(name, Value::Kind::string, "text");
    if (found.is_nil()) {
        return std::string(otherwise);
    }
    std::string text(found.as_string());
    if (std::find(choices.begin(), choices.end(), text) == choices.end()) {
        const std::string near = closest(text, choices);
        report("flow.invalid_setting", name,
               fmt::format("expected `{}` to be one of {} but found \"{}\"", name, fmt::join(choices, ", "),
                           utf8_prefix(text, 80)),
               near.empty() ? fmt::format("Choose one of {}.", fmt::join(choices, ", "))
                            : fmt::format("Did you mean \"{}\"?", near));
        return std::string(otherwise);
    }
    return text;
}

std::int64_t ObjectReader::integer(std::string_view name, std::int64_t otherwise) {
    const Value& found = member(name, Value::Kind::integer, "a whole number");
    return found.is_nil() ? otherwise : found.as_integer();
}

bool ObjectReader::boolean(std::string_view name, bool otherwise) {
    const Value& found = member(name, Value::Kind::boolean, "true or false");
    return found.is_nil() ? otherwise : found.as_bool();
}

const Map* ObjectReader::object(std::string_view name) {
    const Value& found = member(name, Value::Kind::map, "an object");
    return found.is_nil() ? nullptr : &found.as_map();
}

const List* ObjectReader::list(std::string_view name) {
    const Value& found = member(name, Value::Kind::list, "a list");
    return found.is_nil() ? nullptr : &found.as_list();
}

const Value& ObjectReader::any(std::string_view name) {
    asked_.emplace_back(name);
    return value_[name];
}

void ObjectReader::finish() {
    if (!value_.is_map()) {
        return;
    }
    for (const auto& [name, ignored] : value_.as_map()) {
        if (std::find(asked_.begin(), asked_.end(), name.view()) == asked_.end()) {
            const std::string near = closest(name.view(), asked_);
            report(
                "flow.unknown_setting", name.view(),
                fmt::format("expected only known members in {} but found `{}`", place_, utf8_prefix(name.view(), 80)),
                near.empty() ? fmt::format("Remove it; {} has {}.", place_, fmt::join(asked_, ", "))
                             : fmt::format("Did you mean `{}`?", near));
        }
    }
}

std::string ObjectReader::pointer(std::string_view name) const {
    return json::join_pointer(pointer_, name);
}

void ObjectReader::report(std::string code, std::string_view name, std::string message, std::string fix) {
    problems_.push_back({Severity::error, std::move(code), node_, pointer(name), std::move(message), std::move(fix)});
}

const Value& ObjectReader::member(std::string_view name, Value::Kind kind, std::string_view expected) {
    const Value& found = any(name);
    if (found.is_nil() || found.kind() == kind) {
        return found;
    }
    report("flow.invalid_setting", name,
           fmt::format("expected `{}` in {} to be {} but found {}", name, place_, expected, describe(found)),
           fmt::format("Write {}.", expected));
    return nil_value();
}

std::string describe(const Value& value) {
    switch (value.kind()) {
        case Value::Kind::nil:
            return "null";
        case Value::Kind::boolean:
            return value.as_bool() ? "true" : "false";
        case Value::Kind::integer:
        case Value::Kind::number:
            return fmt::format("the number {}", json::dump(value));
        case Value::Kind::string: {
            const std::string_view start = utf8_prefix(value.as_string(), 40);
            return fmt::format("the text \"{}{}\"", start, start.size() < value.as_string().size() ? "…" : "");
        }
        case Value::Kind::list:
            return "a list";
        case Value::Kind::map:
            return "an object";
    }
    return "something else";
}

}  // namespace millrace::flow
