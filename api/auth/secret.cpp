#include "api/auth/secret.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include "engine/base/assert.hpp"

namespace millrace::auth {

std::string random_bytes(std::size_t size) {
    std::string bytes(size, '\0');
    const int made = RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(size));
    MILLRACE_ASSERT(made == 1);
    return bytes;
}

std::string random_key() {
    return random_bytes(key_bytes);
}

std::string generate_password() {
    constexpr std::string_view characters = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    // Bytes at or above the last whole multiple would favour the first characters.
    constexpr unsigned fair_below = 256 / characters.size() * characters.size();
    std::string password;
    int chosen = 0;
    while (chosen < 16) {
        for (const char c : random_bytes(32)) {
            const auto byte = static_cast<unsigned char>(c);
            if (byte >= fair_below || chosen == 16) {
                continue;
            }
            if (chosen > 0 && chosen % 4 == 0) {
                password.push_back('-');
            }
            password.push_back(characters[byte % characters.size()]);
            ++chosen;
        }
    }
    return password;
}

std::string hmac(std::string_view key, std::string_view message) {
    std::string digest(32, '\0');
    unsigned size = 0;
    const auto* made = HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
                            reinterpret_cast<const unsigned char*>(message.data()), message.size(),
                            reinterpret_cast<unsigned char*>(digest.data()), &size);
    MILLRACE_ASSERT(made != nullptr && size == digest.size());
    return digest;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace millrace::auth
