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
        : store_(store),
          hasher_(hasher),
          key_(std::move(key)),
          throttle_(store.clock()),
          attempts_(store.clock(), {.failures_max = 20}),
          letters_(store.clock(), {.failures_max = 5}) {}

    struct Login {
        Value user;
        std::string token;
    };
    // Blocks. "auth.wrong_password", "auth.too_many" with the wait in seconds as the error's pointer.
    Result<Login> log_in(const std::string& email, const std::string& password, const std::string& address);
    Status log_out(const Caller& caller);
    // Before work that somebody without an account can ask for: how long this address is to wait, if it asked too
    // often.
    std::optional<Duration> admit(std::string_view what, std::string_view address);
    // May one more mail go to this address by request of whoever knows it?
    bool admits_letter(std::string_view email);
    // Is it the caller's? Blocks. "password.wrong", "auth.too_many" as log_in has it.
    Status check_own_password(const Caller& caller, const std::string& password, const std::string& address);
    // A ticket for one WebSocket, and who comes with one. Both block. "auth.invalid".
    Result<std::string> give_ticket(const Caller& caller);
    Result<CallerPtr> use_ticket(const std::string& ticket);
    // Of a password that somebody chooses. Blocks. "password.too_short", and the errors of the hasher.
    Result<std::string> hash(const std::string& password);
    // His rights, or his sessions, are other ones now.
    void forget(const std::string& user);
    // A role means something else now: everybody is looked up anew.
    void forget_all();

    // The caller if he was seen a moment ago; null: ask `authenticate`.
    CallerPtr at_hand(std::string_view token);
    // Reads. "auth.missing", "auth.invalid".
    Result<CallerPtr> authenticate(const std::string& token);

    std::string visitor_token(OrgId org, const desk::Visitor& visitor);

private:
    Result<CallerPtr> person(const Map& claims);
    Result<CallerPtr> person(OrgId org, const std::string& session, const std::string& user);

    struct Seen {
        CallerPtr caller;
        Time until;
    };
    store::Store& store_;
    desk::PasswordHasher& hasher_;
    const std::string key_;
    auth::LoginThrottle throttle_;
    auth::LoginThrottle attempts_;  // by address
    auth::LoginThrottle letters_;   // by who would get them
    std::mutex mutex_;
    std::unordered_map<std::string, Seen> seen_;
    std::atomic<std::uint64_t> log_outs_{0};  // one in between may have ended the session that was looked up
};

}  // namespace millrace::api
