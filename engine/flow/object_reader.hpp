#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/flow/problem.hpp"
#include "engine/value/value.hpp"

namespace millrace::flow {

// Reads the members of one JSON object of a flow document and writes down what is wrong with them. A member of a wrong
// type reads as absent, so that reading goes on; finish() names the members nobody asked for.
class ObjectReader {
public:
    // `place` is what messages call the object: "a hook". `node` is the node's id when the object is part of one.
    ObjectReader(const Value& value, std::string_view place, std::string pointer, std::string node, Problems& problems);

    // Text; empty when absent. A required one must not be empty.
    std::string text(std::string_view member);
    std::string required_text(std::string_view member);
    // Text that is one of the choices.
    std::string choice(std::string_view member, const std::vector<std::string>& choices, std::string_view otherwise);
    std::int64_t integer(std::string_view member, std::int64_t otherwise);
    bool boolean(std::string_view member, bool otherwise);
    // Null when absent or no object (or list).
    const Map* object(std::string_view member);
    const List* list(std::string_view member);
    // As it is; nil when absent.
    const Value& any(std::string_view member);
    bool has(std::string_view member) const { return value_[member].kind() != Value::Kind::nil; }

    void finish();

    std::string pointer(std::string_view member) const;
    void report(std::string code, std::string_view member, std::string message, std::string fix);

private:
    const Value& member(std::string_view name, Value::Kind kind, std::string_view expected);

    const Value& value_;
    std::string place_;
    std::string pointer_;
    std::string node_;
    Problems& problems_;
    std::vector<std::string> asked_;
};

// "text", "a number": what a person calls a JSON value.
std::string describe(const Value& value);

}  // namespace millrace::flow
