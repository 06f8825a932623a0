#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/expression/evaluate.hpp"

namespace millrace::expression {

// Text with holes: "Hello {{contact.name or 'there'}}." An opening brace pair is written {{'{{'}}.
class Template {
public:
    struct Part {
        String literal;         // what stands before the hole
        Expression expression;  // the hole; nil at the end
    };

    Template() = default;  // ""
    Template(std::string source, std::vector<Part> parts) : source_(std::move(source)), parts_(std::move(parts)) {}

    const std::string& source() const { return source_; }
    // No hole: rendering it shares the text and spends nothing.
    bool is_literal() const { return parts_.size() <= 1; }
    const std::vector<Part>& parts() const { return parts_; }
    // Of all holes, each once.
    std::vector<Reference> references() const;
    Template bind(const Binder& binder) const;

    friend bool operator==(const Template& a, const Template& b) { return a.source_ == b.source_; }

private:
    std::string source_;
    std::vector<Part> parts_;  // the last is literal only
};

// Errors as for parse(); the caret stands in the template's own line.
Result<Template> parse_template(std::string_view source, const Vocabulary& vocabulary);

// Errors as for evaluate(). The budget covers the whole text.
Result<String> render(const Template& text, Scope& scope, Budget& budget);
Result<String> render(const Template& text, Scope& scope);

// As a hole shows it: nil is nothing, text is itself, numbers as Lua writes them, lists and maps as JSON.
void append_text(const Value& value, std::string& out);

}  // namespace millrace::expression
