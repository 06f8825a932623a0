#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/text_place.hpp"
#include "engine/flow/problem.hpp"
#include "engine/value/vocabulary.hpp"

namespace millrace::checks {

enum class TextKind : std::uint8_t { expression, template_text };

struct TextFault {
    Severity severity = Severity::error;
    std::string code;  // "flow.invalid_expression", "flow.type_clash"
    std::string message;
    TextPlace place;
};

// What can be told of one expression or template before it stands in a flow, for editors.
struct TextReport {
    std::vector<TextFault> faults;   // in the order of the text
    std::string type;                // what it gives: "integer", "string or nil"; empty when it cannot be read
    std::vector<std::string> reads;  // "vars.tries", "contact.name": each chain once
};

// `variables`: those that are declared, by name → type, as a flow document says it. Others may be read too.
TextReport check_text(std::string_view text, TextKind kind, const std::map<std::string, std::string>& variables,
                      const Vocabulary& vocabulary);

}  // namespace millrace::checks
