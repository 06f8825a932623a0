#include "engine/base/digest.hpp"

#include <openssl/evp.h>

#include <array>
#include <cstring>

#include "engine/base/assert.hpp"

#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

namespace millrace {
namespace {

using Table = std::array<std::array<std::uint32_t, 256>, 8>;

// Slicing by eight: table k holds the checksum of a byte that is followed by k zero bytes.
constexpr Table make_table() {
    Table table{};
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
        std::uint32_t sum = byte;
        for (int bit = 0; bit < 8; ++bit) {
            sum = (sum >> 1) ^ ((sum & 1) != 0 ? 0x82f63b78U : 0);
        }
        table[0][byte] = sum;
    }
    for (std::size_t k = 1; k < 8; ++k) {
        for (std::size_t byte = 0; byte < 256; ++byte) {
            const std::uint32_t before = table[k - 1][byte];
            table[k][byte] = (before >> 8) ^ table[0][before & 0xff];
        }
    }
    return table;
}

std::uint32_t crc32c_by_table(std::uint32_t sum, const unsigned char* at, std::size_t size) {
    static constexpr Table table = make_table();
    for (; size >= 8; size -= 8, at += 8) {
        sum ^= static_cast<std::uint32_t>(at[0]) | static_cast<std::uint32_t>(at[1]) << 8 |
               static_cast<std::uint32_t>(at[2]) << 16 | static_cast<std::uint32_t>(at[3]) << 24;
        sum = table[7][sum & 0xff] ^ table[6][sum >> 8 & 0xff] ^ table[5][sum >> 16 & 0xff] ^ table[4][sum >> 24] ^
              table[3][at[4]] ^ table[2][at[5]] ^ table[1][at[6]] ^ table[0][at[7]];
    }
    for (; size > 0; --size, ++at) {
        sum = (sum >> 8) ^ table[0][(sum ^ *at) & 0xff];
    }
    return sum;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) std::uint32_t crc32c_by_instruction(std::uint32_t sum, const unsigned char* at,
                                                                      std::size_t size) {
    std::uint64_t wide = sum;
    for (; size >= 8; size -= 8, at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, at, sizeof word);
        wide = _mm_crc32_u64(wide, word);
    }
    sum = static_cast<std::uint32_t>(wide);
    for (; size > 0; --size, ++at) {
        sum = _mm_crc32_u8(sum, *at);
    }
    return sum;
}
#endif

}  // namespace

std::uint32_t crc32c(std::uint32_t previous, std::string_view bytes) {
    const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
#if defined(__x86_64__)
    static const bool has_instruction = __builtin_cpu_supports("sse4.2") != 0;
    if (has_instruction) {
        return ~crc32c_by_instruction(~previous, at, bytes.size());
    }
#endif
    return ~crc32c_by_table(~previous, at, bytes.size());
}

std::uint32_t detail::crc32c_portable(std::uint32_t previous, std::string_view bytes) {
    return ~crc32c_by_table(~previous, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
}

std::string sha256_hex(std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    const int done = EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr);
    MILLRACE_ASSERT(done == 1 && size == 32);
    std::string hex;
    hex.reserve(64);
    for (unsigned int i = 0; i < size; ++i) {
        hex += "0123456789abcdef"[digest[i] >> 4];
        hex += "0123456789abcdef"[digest[i] & 15];
    }
    return hex;
}

}  // namespace millrace
