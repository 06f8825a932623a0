#pragma once

#include <cstdint>
#include <memory>
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

// Names that are allowed, in a custom role. A copy shares them. One that was never filled is none at all, which is not
// the same as an empty list.
class Permissions {
public:
    Permissions() = default;
    explicit Permissions(std::vector<std::string> names);

    bool is_given() const { return names_ != nullptr; }
    bool has(std::string_view name) const;
    const std::vector<std::string>& names() const;  // sorted

private:
    std::shared_ptr<const std::vector<std::string>> names_;
};

// Who asks. Which teams he is in is looked up in the store each time, so that a change counts at once.
struct Viewer {
    OrgId org;
    std::string user;  // users.id
    std::string name;
    Role role = Role::sales_rep;   // the base role; what he may do is asked with `may`
    Permissions permissions = {};  // of his custom role; not given: those of the base role

    bool may(std::string_view permission) const {
        return permissions.is_given() ? permissions.has(permission) : desk::may(role, permission);
    }
    bool sees_all() const { return may("conversation.read_all"); }
    // Whole conversations of his teams, not only previews of what waits.
    bool sees_team() const { return sees_all() || may("conversation.read_team"); }
};

}  // namespace millrace::desk
