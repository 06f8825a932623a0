#include "api/operations/people.hpp"

#include "api/auth/base64url.hpp"
#include "api/auth/secret.hpp"
#include "api/auth/token.hpp"
#include "runtime/desk/roles/role.hpp"
#include "runtime/desk/sessions/session.hpp"
#include "runtime/desk/users/user.hpp"

namespace millrace::api {
namespace {

constexpr Duration remembered = seconds(5);
constexpr std::size_t remembered_max = 20'000;
constexpr std::size_t password_bytes_min = 8;

Error invalid() {
    return {"auth.invalid", "expected a token of this server that is not over but found another: log in again"};
}

std::string text_of(const Map& claims, std::string_view name) {
    const Value& value = claims[name];
    return value.is_string() ? std::string(value.as_string()) : std::string();
}

}  // namespace

Result<People::Login> People::log_in(const std::string& email, const std::string& password,
                                     const std::string& address) {
    if (const auto wait = throttle_.admit(email, address)) {
        return Error{"auth.too_many",
                     "expected fewer failed attempts for this account: wait " + to_text(*wait) + " and try again",
                     std::to_string((wait->ms + 999) / 1000)};
    }
    const Result<desk::User> user = desk::log_in(store_, hasher_, email, password);
    if (!user) {
        return Error{"auth.wrong_password",
                     "expected the e-mail address and password of an account but they do not match one"};
    }
    throttle_.succeeded(email, address);
    const std::string session = auth::to_base64url(auth::random_bytes(12));
    const Time now = store_.clock().now();
    const Status written = store_.write([&](store::Transaction& tx) -> Status {
        desk::open_session(tx, user->org, session, user->id, now + session_life);
        return {};
    });
    if (!written) {
        return written.error();
    }
    const Map claims{{"sub", user->id}, {"org", to_base32(user->org.value)}, {"jti", session}};
    return Login{desk::show(*user), auth::sign_token(key_, auth::Audience::people, claims, now, session_life)};
}

Status People::log_out(const Caller& caller) {
    Status written = store_.write([&](store::Transaction& tx) -> Status {
        desk::revoke_session(tx, caller.org, caller.session);
        return {};
    });
    // Only now: whoever looked the session up before it was over must not remember it after.
    const std::lock_guard lock(mutex_);
    ++log_outs_;
    for (auto it = seen_.begin(); it != seen_.end();) {
        it = it->second.caller->session == caller.session ? seen_.erase(it) : std::next(it);
    }
    return written;
}

Result<std::string> People::hash(const std::string& password) {
    if (password.size() < password_bytes_min) {
        return Error{"password.too_short", "expected a password of at least " + std::to_string(password_bytes_min) +
                                               " characters but it has " + std::to_string(password.size())};
    }
    return hasher_.hash(password);
}

void People::forget(const std::string& user) {
    const std::lock_guard lock(mutex_);
    ++log_outs_;  // who is looked up just now must not be remembered as he was
    for (auto it = seen_.begin(); it != seen_.end();) {
        it = it->second.caller->user_id == user ? seen_.erase(it) : std::next(it);
    }
}

CallerPtr People::at_hand(std::string_view token) {
    const Time now = store_.clock().now();
    const std::lock_guard lock(mutex_);
    const auto found = seen_.find(std::string(token));
    return found == seen_.end() || found->second.until < now ? nullptr : found->second.caller;
}

Result<CallerPtr> People::authenticate(const std::string& token) {
    if (token.empty()) {
        return Error{"auth.missing", "expected an Authorization header with a token but found none: log in first"};
    }
    const Time now = store_.clock().now();
    const std::uint64_t log_outs_before = log_outs_;
    Result<CallerPtr> caller = [&]() -> Result<CallerPtr> {
        if (const Result<Map> claims = auth::verify_token(key_, auth::Audience::people, token, now)) {
            return person(*claims);
        }
        const Result<Map> claims = auth::verify_token(key_, auth::Audience::visitors, token, now);
        if (!claims) {
            return invalid();
        }
        const auto org = parse_base32(text_of(*claims, "org"));
        const auto contact = parse_base32(text_of(*claims, "sub"));
        const auto conversation = parse_base32(text_of(*claims, "conversation"));
        if (!org || !contact || !conversation) {
            return invalid();
        }
        auto visitor = std::make_shared<Caller>();
        visitor->org = OrgId{*org};
        visitor->visitor = true;
        visitor->contact = *contact;
        visitor->conversation = *conversation;
        return CallerPtr(std::move(visitor));
    }();
    if (caller) {
        const std::lock_guard lock(mutex_);
        if (seen_.size() >= remembered_max) {
            seen_.clear();
        }
        if (log_outs_ == log_outs_before) {
            seen_[token] = {*caller, now + remembered};
        }
    }
    return caller;
}

Result<CallerPtr> People::person(const Map& claims) {
    const auto org = parse_base32(text_of(claims, "org"));
    if (!org) {
        return invalid();
    }
    const auto reader = store_.reader();
    const store::OrgReader here = reader->org(OrgId{*org});
    const std::string session = text_of(claims, "jti");
    if (!desk::is_open(here, session, store_.clock().now())) {
        return invalid();
    }
    const auto user = desk::find_user(here, text_of(claims, "sub"));
    if (!user || !user->active) {
        return invalid();
    }
    auto caller = std::make_shared<Caller>();
    caller->org = user->org;
    caller->user_id = user->id;
    caller->name = user->name;
    caller->email = user->email;
    caller->role = std::string(desk::to_text(user->role));
    caller->session = session;
    caller->team_ids = user->teams;
    for (std::string_view permission : desk::permissions_of(user->role)) {
        caller->permissions.emplace_back(permission);
    }
    std::sort(caller->permissions.begin(), caller->permissions.end());
    return CallerPtr(std::move(caller));
}

std::string People::visitor_token(OrgId org, const desk::Visitor& visitor) {
    const Map claims{{"sub", to_text(visitor.contact)},
                     {"org", to_base32(org.value)},
                     {"conversation", to_text(visitor.conversation)}};
    return auth::sign_token(key_, auth::Audience::visitors, claims, store_.clock().now(), visitor_life);
}

}  // namespace millrace::api
