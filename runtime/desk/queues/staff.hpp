#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runtime/desk/queues/queue.hpp"
#include "runtime/store/migration.hpp"
#include "runtime/store/session.hpp"

// Who works in a queue: the members of its team and whoever was added to it, without those who were taken out of it.
// Kept as rows of their own, so that routing asks one table; every place that asks whether somebody is in a queue's
// team asks here.
namespace millrace::desk {

store::Migration staff_tables();

bool works_in(store::OrgReader reader, std::string_view queue, std::string_view user);
std::vector<Queue> queues_worked_in(store::OrgReader reader, std::string_view user);
// Is his work what is beyond others? Only then is a supervisor ever offered anything.
bool takes_escalations(store::OrgReader reader, std::string_view user);

enum class Staffing : std::uint8_t { as_team, added, taken_out };
// At work, without changing who is in which team.
void staff(store::Transaction& tx, OrgId org, std::string_view queue, std::string_view user, Staffing how);

// A team changed, or got a queue.
void follow_team(store::Transaction& tx, OrgId org, std::string_view team, std::string_view user);
void staff_new_queue(store::Transaction& tx, OrgId org, const Queue& queue);

}  // namespace millrace::desk
