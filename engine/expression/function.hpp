#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/expression/type.hpp"

namespace millrace::expression {

class Call;

struct Parameter {
    std::string_view name;
    Type type;
    bool optional = false;
};

// A function of the language: pure, and with an answer for every argument of the right type, or an error that says
// what was wrong. The table of them is all there is: parser, type check, studio and reference page read it.
struct Function {
    std::string_view name;
    std::vector<Parameter> parameters;
    bool variadic = false;  // the last parameter may be repeated
    Type result;
    std::string_view help;     // one sentence
    std::string_view example;  // an expression …
    std::string_view gives;    // … and an expression of equal value
    Value (*run)(Call& call);
    // What is wrong with a literal argument that has the right type (a pattern, a format); "" if nothing. May be null.
    std::string (*check_literal)(std::size_t argument, const Value& literal) = nullptr;
    bool asks_time = false;  // its answer changes from turn to turn

    std::size_t arguments_min() const;
    std::size_t arguments_max() const;  // SIZE_MAX when variadic
    std::string signature() const;      // "round(number, digits?)"
};

// In the order in which a reference page shows them.
const std::vector<Function>& functions();
// -1 when there is no such function.
int find_function(std::string_view name);

}  // namespace millrace::expression
