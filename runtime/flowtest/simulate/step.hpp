#pragma once

#include <string>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/value/value.hpp"
#include "runtime/flowtest/script/statement.hpp"

namespace millrace::flowtest {

// One thing that happens in a simulation. It is a line of a case, so that what was tried out by hand can be kept as a
// test that says the same.
struct SimulationStep {
    Statement statement;  // with its line as `source`
    bool next = false;  // {do:"next"}: time moves to whatever is due first; which line that is shows when it is played
    bool anybody = false;  // whichever agent has the conversation
};

// From {do, …} as the API takes it. The error has a pointer below the step.
Result<SimulationStep> read_step(const Value& step);

// The line `http NODE -> REPLY` for a call of this node.
std::string http_line(const std::string& node, const Reply& reply, Duration later);

// Lines that begin with `given`, one to a line; blank ones and comments are left out. The error says line and column.
Result<std::vector<Statement>> read_given(std::string_view text);

}  // namespace millrace::flowtest
