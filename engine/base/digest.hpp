#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace millrace {

// CRC-32C (Castagnoli, reflected polynomial 0x82f63b78), continued from a previous value; 0 to begin.
std::uint32_t crc32c(std::uint32_t previous, std::string_view bytes);

namespace detail {

// The same without the processor's instruction, so that a test can hold the two against each other.
std::uint32_t crc32c_portable(std::uint32_t previous, std::string_view bytes);

}  // namespace detail

// SHA-256 as 64 lower-case hexadecimal characters.
std::string sha256_hex(std::string_view bytes);

}  // namespace millrace
