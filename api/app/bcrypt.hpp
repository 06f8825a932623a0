#pragma once

#include "api/auth/password.hpp"
#include "runtime/desk/users/accounts.hpp"

namespace millrace::app {

// Lends the desk, which knows no cryptography, the API's passwords.
class Bcrypt final : public desk::PasswordHasher {
public:
    explicit Bcrypt(int cost = auth::default_cost) : cost_(cost) {}
    Result<std::string> hash(std::string_view password) override { return auth::hash_password(password, cost_); }
    bool matches(std::string_view password, const std::string& hash) override {
        return auth::password_matches(password, hash);
    }
    bool nobody_matches(std::string_view password) override { return auth::nobody_matches(password, cost_); }

private:
    int cost_;
};

}  // namespace millrace::app
