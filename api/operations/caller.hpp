#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/id.hpp"
#include "runtime/desk/roles/role.hpp"

namespace millrace::api {

// Who asks, as his token and the store say. A visitor has a contact and one conversation instead of a user.
struct Caller {
    OrgId org;
    std::string user_id;
    std::string name;
    std::string email;
    std::string role;      // the base role
    std::string role_key;  // the same, or that of his custom role
    std::string session;   // the token's id
    std::vector<std::string> team_ids;
    desk::Permissions permissions;

    bool visitor = false;
    std::uint64_t contact = 0;
    std::uint64_t conversation = 0;

    bool may(std::string_view permission) const { return permission.empty() || permissions.has(permission); }
};
using CallerPtr = std::shared_ptr<const Caller>;

}  // namespace millrace::api
