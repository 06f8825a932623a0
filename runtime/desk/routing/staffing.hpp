#pragma once

#include <string>
#include <vector>

#include "runtime/desk/roles/role.hpp"
#include "runtime/desk/work.hpp"

// Who works where today, as a supervisor or a team lead arranges it; nobody's team changes.
namespace millrace::desk {

struct StaffChange {
    std::vector<std::string> add;     // users.id
    std::vector<std::string> remove;  // users.id
};
void describe(Fields<StaffChange>& fields);

// Routing follows in the same transaction. The queue must be of his teams ("queue.unknown"), and so must the people:
// "user.unknown" with its place. The staff as shown.
Result<Value> staff_queue(const Work& work, const Viewer& viewer, std::string_view queue, const StaffChange& change);
// {queue, items: [{userId, name, role, status, how: team|added}], taken_out: [{userId, name}]}
Result<Value> show_staff(store::OrgReader reader, const Viewer& viewer, std::string_view queue, Time now);

}  // namespace millrace::desk
