#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace millrace::auth {

// From the operating system's generator; a machine that cannot give randomness cannot keep secrets, so failure is
// fatal.
std::string random_bytes(std::size_t size);

// What tokens and cursors are signed with: 32 random bytes, made once for a store and kept in it.
constexpr std::size_t key_bytes = 32;
std::string random_key();

// A password to hand to a person: 16 letters and digits without those that are read for one another (0 O, 1 l I),
// in four groups: about 92 bits.
std::string generate_password();

// HMAC-SHA-256: 32 bytes.
std::string hmac(std::string_view key, std::string_view message);

// Takes the same time wherever the first difference lies. Lengths are no secret.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace millrace::auth
