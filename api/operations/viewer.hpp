#pragma once

#include "api/operations/caller.hpp"
#include "runtime/desk/roles/role.hpp"

namespace millrace::api {

// The caller as the desk knows him.
inline desk::Viewer viewer_of(const Caller& caller) {
    return {caller.org, caller.user_id, caller.name, desk::parse_role(caller.role).value_or(desk::Role::sales_rep),
            caller.permissions};
}

}  // namespace millrace::api
