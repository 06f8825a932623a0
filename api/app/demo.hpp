#pragma once

#include <string>
#include <vector>

#include "api/operations/services.hpp"
#include "runtime/desk/users/accounts.hpp"

namespace millrace::app {

struct Demo {
    std::vector<std::string> lines;  // for the terminal
    std::string hint;                // for the start page; never the password itself
};

// Fills an empty store with the demo centre and publishes the shipped flows; finds it there the next time. The password
// is MILLRACE_DEMO_PASSWORD at the first start, or a random one, and is kept in DATA/demo-password for its owner alone.
// `own_address` is where this server will listen: the demo shop that order_lookup calls.
Result<Demo> seed_demo(api::Services& services, desk::PasswordHasher& hasher, const std::string& data,
                       const std::string& own_address);

}  // namespace millrace::app
