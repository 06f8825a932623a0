#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

#include "api/auth/throttle.hpp"
#include "api/operations/caller.hpp"
#include "engine/base/result.hpp"
#include "runtime/desk/conversations/visitor_service.hpp"
#include "runtime/desk/users/accounts.hpp"
#include "runtime/store/store.hpp"

namespace millrace::api {

constexpr Duration session_life = hours(12);
constexpr Duration visitor_life = days(30);

// Who is behind a token. Looked up in the store, and remembered for a few seconds. Thread-safe.
class People {
public:
    People(store::Store& store, desk::PasswordHasher& hasher, std::string key)
        : store_(store), hasher_(hasher), key_(std::move(key)), throttle_(store.clock()) {}

    struct Login {
        Value user;
        std::string token;
    };
    // Blocks. "auth.wrong_password", "auth.too_many" with the wait in seconds as the error's pointer.
    Result<Login> log_in(const std::string& email, const std::string& password, const std::string& address);
    Status log_out(const Caller& caller);
    // Of a password that somebody chooses. Blocks. "password.too_short", and the errors of the hasher.
    Result<std::string> hash(const std::string& password);
    // His rights, or his sessions, are other ones now. (On other servers within seconds.)
    void forget(const std::string& user);

    // The caller if he was seen a moment ago; null: ask `authenticate`.
    CallerPtr at_hand(std::string_view token);
    // Reads. "auth.missing", "auth.invalid".
    Result<CallerPtr> authenticate(const std::string& token);

    std::string visitor_token(OrgId org, const desk::Visitor& visitor);

private:
    Result<CallerPtr> person(const Map& claims);

    struct Seen {
        CallerPtr caller;
        Time until;
    };
    store::Store& store_;
    desk::PasswordHasher& hasher_;
    const std::string key_;
    auth::LoginThrottle throttle_;
    std::mutex mutex_;
    std::unordered_map<std::string, Seen> seen_;
    std::atomic<std::uint64_t> log_outs_{0};  // one in between may have ended the session that was looked up
};

}  // namespace millrace::api
