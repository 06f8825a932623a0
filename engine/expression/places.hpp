#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/expression/evaluate.hpp"
#include "engine/expression/template.hpp"
#include "engine/expression/tree.hpp"

// Where in its text something is, for editors. Spans are bytes of the whole text, of a template too.
namespace millrace::expression {

// The first thing for which a text does not parse: the same that parse() complains of, without the caret.
struct Mistake {
    Span place;  // of the offending token; empty where the text ends too early
    std::string sentence;
};
std::optional<Mistake> mistake_in(std::string_view source, const Vocabulary& vocabulary);
std::optional<Mistake> mistake_in_template(std::string_view source, const Vocabulary& vocabulary);

// Where it is read first.
std::optional<Span> place_of(const Expression& expression, const Reference& reference);
std::optional<Span> place_of(const Template& text, const Reference& reference);

// As evaluate() and render(), and the part that failed; no place where it is the whole that was too much.
struct Trial {
    Result<Value> value;
    std::optional<Span> failed = {};
};
Trial try_out(const Expression& expression, Scope& scope);
Trial try_out(const Template& text, Scope& scope);

}  // namespace millrace::expression
