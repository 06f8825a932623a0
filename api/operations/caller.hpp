#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/id.hpp"

namespace millrace::api {

// Who asks, as his token and the store say. A visitor has a contact and one conversation instead of a user.
struct Caller {
    OrgId org;
    std::string user_id;
    std::string name;
    std::string email;
    std::string role;
    std::string session;  // the token's id
    std::vector<std::string> team_ids;
    std::vector<std::string> permissions;  // sorted

    bool visitor = false;
    std::uint64_t contact = 0;
    std::uint64_t conversation = 0;

    bool may(std::string_view permission) const {
        return permission.empty() || std::binary_search(permissions.begin(), permissions.end(), permission);
    }
};
using CallerPtr = std::shared_ptr<const Caller>;

}  // namespace millrace::api
