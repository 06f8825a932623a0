#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace millrace::auth {

// RFC 4648 section 5 without padding: what tokens and cursors are written in.
std::string to_base64url(std::string_view bytes);

// Only what to_base64url writes: one text for one content. Padding, other alphabets and stray bits in the last
// character are refused, so that a token cannot be altered and stay valid.
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace millrace::auth
