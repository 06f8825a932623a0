#include "api/auth/password.hpp"

#include <crypt.h>
#include <fmt/format.h>

#include <cstdlib>
#include <memory>

#include "api/auth/secret.hpp"
#include "engine/base/assert.hpp"

namespace millrace::auth {
namespace {

struct Free {
    void operator()(void* memory) const { std::free(memory); }
};

// Empty when the setting is not one that bcrypt reads.
std::string bcrypt(const std::string& password, const std::string& setting) {
    void* memory = nullptr;
    int size = 0;
    const char* hash = crypt_ra(password.c_str(), setting.c_str(), &memory, &size);
    const std::unique_ptr<void, Free> owned(memory);
    // A failure is a text that begins with '*' and equals no stored hash.
    return hash == nullptr || hash[0] == '*' ? std::string() : std::string(hash);
}

Status check_length(std::string_view password) {
    if (password.size() > password_bytes_max) {
        return Error{"password.too_long", fmt::format("expected a password of at most {} bytes but it has {}",
                                                      password_bytes_max, password.size())};
    }
    if (password.find('\0') != std::string_view::npos) {
        return Error{"password.has_nul", "expected a password without NUL bytes but it has one"};
    }
    return {};
}

bool is_bcrypt(std::string_view hash) {
    return hash.size() == 60 && hash.substr(0, 2) == "$2" &&
           std::string_view("aby").find(hash[2]) != std::string_view::npos;
}

}  // namespace

Result<std::string> hash_password(std::string_view password, int cost) {
    MILLRACE_ASSERT(cost >= 4 && cost <= 31);
    if (auto fits = check_length(password); !fits) {
        return fits.error();
    }
    const std::string salt = random_bytes(16);
    char* setting =
        crypt_gensalt_ra("$2b$", static_cast<unsigned long>(cost), salt.data(), static_cast<int>(salt.size()));
    MILLRACE_ASSERT(setting != nullptr);
    const std::unique_ptr<char, Free> owned(setting);
    std::string hash = bcrypt(std::string(password), setting);
    MILLRACE_ASSERT(is_bcrypt(hash));
    return hash;
}

bool password_matches(std::string_view password, const std::string& hash) {
    if (!check_length(password) || !is_bcrypt(hash)) {
        return false;
    }
    return equal_in_constant_time(bcrypt(std::string(password), hash), hash);
}

bool nobody_matches(std::string_view password, int cost) {
    MILLRACE_ASSERT(cost >= 4 && cost <= 31);
    const std::string_view tried = check_length(password) ? password : std::string_view();
    bcrypt(std::string(tried), fmt::format("$2b${:02}$......................", cost));
    return false;
}

}  // namespace millrace::auth
