#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/result.hpp"
#include "engine/base/time.hpp"
#include "engine/value/value.hpp"

namespace millrace::auth {

// Whom a token is for. A visitor's token opens no door of the desk, and a person's none of the chat.
enum class Audience : std::uint8_t { people, visitors };
std::string_view to_text(Audience audience);

constexpr std::size_t token_bytes_max = 4096;

// A JSON Web Token, HS256: the claims with `aud`, `iat` and `exp` (seconds) added.
std::string sign_token(std::string_view key, Audience audience, const Map& claims, Time now, Duration lifetime);

// The claims, if the token is ours in every respect: exactly HS256, our signature (compared in constant time, and
// before anything inside is read), of this audience, issued in the past and not expired. Otherwise "token.malformed",
// "token.forged", "token.wrong_audience" or "token.expired"; each is a 401, the code is for the log.
Result<Map> verify_token(std::string_view key, Audience audience, std::string_view token, Time now);

}  // namespace millrace::auth
