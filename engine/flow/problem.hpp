#pragma once

#include <cstdint>
#include <string>
#include <vector>

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

    friend bool operator==(const Problem&, const Problem&) = default;
};

using Problems = std::vector<Problem>;

}  // namespace millrace
