#pragma once

#include <string>
#include <string_view>
#include <vector>

// What the databases mean to read. With MILLRACE_PLANS=FILE in the environment each statement that a process puts to a
// store is written there once, with its plan: `store TAB plan TAB statement`, lines of the plan joined by " / ".
// tests/plans reads them, and finds those that read a whole table. Without it, nothing is asked or written.
namespace millrace::store {

// Is somebody watching, and is this statement new? Thread-safe.
bool watches_plan(std::string_view store, std::string_view statement);
void tell_plan(std::string_view store, std::string_view statement, const std::vector<std::string>& plan);

}  // namespace millrace::store
