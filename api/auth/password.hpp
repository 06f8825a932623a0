#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "engine/base/result.hpp"

namespace millrace::auth {

// bcrypt reads no further than 72 bytes; a longer password would silently be its first part.
constexpr std::size_t password_bytes_max = 72;
constexpr int default_cost = 12;  // tests use 4, the least bcrypt knows

// "$2b$…", 60 characters. Refuses what bcrypt would cut: "password.too_long", "password.has_nul".
// Slow by design (a quarter of a second at cost 12): call it where blocking is allowed.
Result<std::string> hash_password(std::string_view password, int cost = default_cost);

// Reads $2a$, $2b$ and $2y$. False for a wrong password and for a damaged hash alike.
bool password_matches(std::string_view password, const std::string& hash);

// As slow as password_matches for a hash of this cost, and always false: call it when there is no such account, so
// that the time of an answer does not tell who has one.
bool nobody_matches(std::string_view password, int cost = default_cost);

}  // namespace millrace::auth
