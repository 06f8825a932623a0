#pragma once

#include <string_view>
#include <variant>
#include <vector>

#include "runtime/flowtest/script/complaint.hpp"
#include "runtime/flowtest/script/statement.hpp"

namespace millrace::flowtest {

// One form that a line may have. Small letters and signs stand for themselves, capitals for what the author writes,
// brackets for what may be left out.
struct Form {
    Verb verb;
    enum class In : std::uint8_t { nodes, flows, both } in;
    std::string_view pattern;
    std::string_view meaning;
};

// The grammar: all there is between `case` lines. The guide's table is held against it by a test.
const std::vector<Form>& forms();

// Reads one line as the first form that fits. The complaint names what the best one still wanted, or every form that
// begins with the same word.
std::variant<Statement, Complaint> parse_statement(std::string_view line, Form::In in);

}  // namespace millrace::flowtest
