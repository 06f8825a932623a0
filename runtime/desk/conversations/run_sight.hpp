#pragma once

#include <vector>

#include "runtime/desk/roles/role.hpp"
#include "runtime/store/run_table.hpp"

namespace millrace::desk {

// Which runs people see. An admin sees all; a team lead or supervisor those about a conversation that is with him, or
// whose last queue was one of his teams'. What is about no conversation is the admin's alone.
bool sees_run(store::OrgReader reader, const Viewer& viewer, const store::RunHeader& run);
// Newest first, by right.
std::vector<store::RunHeader> list_runs(store::OrgReader reader, const Viewer& viewer, const store::RunFilter& filter);

}  // namespace millrace::desk
