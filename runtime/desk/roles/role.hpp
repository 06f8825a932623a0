#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/id.hpp"
#include "engine/value/value.hpp"

namespace millrace::desk {

enum class Role : std::uint8_t { admin, supervisor, team_lead, sales_rep };

std::string_view to_text(Role role);  // "sales_rep", an agent
std::optional<Role> parse_role(std::string_view name);

// What a role may do, by name: "flow.publish", "conversation.take". Operations name one of these.
const std::vector<std::string_view>& permissions_of(Role role);
bool may(Role role, std::string_view permission);
// Every permission there is: what the admin has.
const std::vector<std::string_view>& all_permissions();

// Who asks. Which teams he is in is looked up in the store each time, so that a change counts at once.
struct Viewer {
    OrgId org;
    std::string user;  // users.id
    std::string name;
    Role role = Role::sales_rep;

    bool sees_all() const { return role == Role::admin; }
    // Whole conversations of his teams, not only previews of what waits.
    bool sees_team() const { return role != Role::sales_rep; }
};

}  // namespace millrace::desk
