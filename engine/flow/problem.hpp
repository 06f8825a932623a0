#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/text_place.hpp"

namespace millrace {

enum class Severity : std::uint8_t { error, warning };

// One way in which a flow is wrong. Errors block a publish, warnings do not.
struct Problem {
    Severity severity = Severity::error;
    std::string code;     // "flow.unknown_target"; docs/errors/ has a page for each
    std::string node;     // the node's id, or empty
    std::string pointer;  // RFC 6901, relative to the flow document
    std::string message;  // a sentence: expected … but …
    std::string fix;      // a sentence: what to do
    // Inside the text that the pointer names, or in its `expr`; none when it speaks of no place.
    std::optional<TextPlace> place = {};

    friend bool operator==(const Problem&, const Problem&) = default;
};

using Problems = std::vector<Problem>;

}  // namespace millrace
