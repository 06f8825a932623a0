#pragma once

#include <optional>
#include <vector>

#include "runtime/flowtest/desk/facts.hpp"
#include "runtime/flowtest/script/complaint.hpp"
#include "runtime/flowtest/script/statement.hpp"

namespace millrace::flowtest {

// What a `given` line says of the world, laid over the facts. The complaint (its column) is about the first part that
// does not mean anything.
std::optional<Complaint> apply_given(const Statement& statement, Facts& facts, std::vector<StubFlow>& stubs);

}  // namespace millrace::flowtest
