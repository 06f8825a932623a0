#pragma once

#include "runtime/desk/orgs/org.hpp"
#include "runtime/desk/users/user.hpp"
#include "runtime/store/store.hpp"

namespace millrace::desk {

constexpr std::string_view command_line = "cli";

// Slow by design: called where blocking is allowed, never inside a transaction. Given by the composition root.
class PasswordHasher {
public:
    virtual ~PasswordHasher() = default;
    virtual Result<std::string> hash(std::string_view password) = 0;
    virtual bool matches(std::string_view password, const std::string& hash) = 0;
    // As slow as matches, and false: for an address that nobody has.
    virtual bool nobody_matches(std::string_view password) = 0;
};

// "login.refused" for a wrong password, an unknown address and a closed account alike. Blocks.
Result<User> log_in(store::Store& store, PasswordHasher& hasher, std::string_view email, std::string_view password);
// For the command line, which the audit calls "cli". Block until durable. "org.unknown", "user.unknown", and the errors
// of add_user and the hasher.
Result<std::string> add_account(store::Store& store, PasswordHasher& hasher, std::string_view org_key, NewUser user,
                                std::string_view password);
// The errors of add_org.
Result<OrgId> add_organisation(store::Store& store, const NewOrg& org);
Status reset_password(store::Store& store, PasswordHasher& hasher, std::string_view email, std::string_view password);

}  // namespace millrace::desk
