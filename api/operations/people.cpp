#include "api/operations/people.hpp"

#include "api/auth/base64url.hpp"
#include "api/auth/secret.hpp"
#include "api/auth/token.hpp"
#include "engine/base/digest.hpp"
#include "runtime/desk/roles/role.hpp"
#include "runtime/desk/sessions/session.hpp"
#include "runtime/desk/sessions/ticket.hpp"
#include "runtime/desk/users/user.hpp"

namespace millrace::api {
namespace {

constexpr Duration remembered = seconds(5);
constexpr std::size_t remembered_max = 20'000;
constexpr std::size_t password_bytes_min = 8;

Error invalid() {
    return {"auth.invalid", "expected a token of this server that is not over but found another: log in again"};
}

// With the wait in seconds as the pointer.
Error too_many(Duration wait) {
    return {"auth.too_many",
            "expected fewer failed attempts for this account: wait " + to_text(wait) + " and try again",
            std::to_string((wait.ms + 999) / 1000)};
}

std::string text_of(const Map& claims, std::string_view name) {
    const Value& value = claims[name];
    return value.is_string() ? std::string(value.as_string()) : std::string();
}

}  // namespace

Result<People::Login> People::log_in(const std::string& email, const std::string& password,
                                     const std::string& address) {
    if (const auto wait = throttle_.admit(email, address)) {
        return too_many(*wait);
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

std::optional<Duration> People::admit(std::string_view what, std::string_view address) {
    return attempts_.admit(what, address);
}

bool People::admits_letter(std::string_view email) {
    return !letters_.admit(email, "");
}

Status People::check_own_password(const Caller& caller, const std::string& password, const std::string& address) {
    if (const auto wait = throttle_.admit(caller.email, address)) {
        return too_many(*wait);
    }
    std::string hash;
    {
        const auto reader = store_.reader();
        const auto user = desk::find_user(reader->org(caller.org), caller.user_id);
        hash = user ? user->password_hash : std::string();
    }
    if (!hasher_.matches(password, hash)) {
        return Error{"password.wrong", "expected your present password but it is another", "/current_password"};
    }
    throttle_.succeeded(caller.email, address);
    return {};
}

Result<std::string> People::give_ticket(const Caller& caller) {
    const std::string ticket = auth::to_base64url(auth::random_bytes(24));
    const Status written = store_.write([&, digest = sha256_hex(ticket)](store::Transaction& tx) -> Status {
        desk::add_ticket(tx, digest, {caller.org, caller.session, caller.user_id});
        return {};
    });
    return written ? Result<std::string>(ticket) : Result<std::string>(written.error());
}

Result<CallerPtr> People::use_ticket(const std::string& ticket) {
    std::optional<desk::Ticket> used;
    const Status written = store_.write([&, digest = sha256_hex(ticket)](store::Transaction& tx) -> Status {
        used = desk::use_ticket(tx, digest);
        return {};
    });
    if (!written) {
        return written.error();
    }
    return used ? person(used->org, used->session, used->user) : Result<CallerPtr>(invalid());
}

void People::forget(const std::string& user) {
    const std::lock_guard lock(mutex_);
    ++log_outs_;  // who is looked up just now must not be remembered as he was
    for (auto it = seen_.begin(); it != seen_.end();) {
        it = it->second.caller->user_id == user ? seen_.erase(it) : std::next(it);
    }
}

void People::forget_all() {
    const std::lock_guard lock(mutex_);
    ++log_outs_;
    seen_.clear();
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
    return person(OrgId{*org}, text_of(claims, "jti"), text_of(claims, "sub"));
}

Result<CallerPtr> People::person(OrgId org, const std::string& session, const std::string& user_id) {
    const auto reader = store_.reader();
    const store::OrgReader here = reader->org(org);
    if (!desk::is_open(here, session, store_.clock().now())) {
        return invalid();
    }
    const auto user = desk::find_user(here, user_id);
    if (!user || !user->active) {
        return invalid();
    }
    auto caller = std::make_shared<Caller>();
    caller->org = user->org;
    caller->user_id = user->id;
    caller->name = user->name;
    caller->email = user->email;
    caller->role = std::string(desk::to_text(user->role));
    caller->role_key = user->role_key;
    caller->session = session;
    caller->team_ids = user->teams;
    const auto& built_in = desk::permissions_of(user->role);
    caller->permissions = user->permissions.is_given()
                              ? user->permissions
                              : desk::Permissions(std::vector<std::string>(built_in.begin(), built_in.end()));
    return CallerPtr(std::move(caller));
}

std::string People::visitor_token(OrgId org, const desk::Visitor& visitor) {
    const Map claims{{"sub", to_text(visitor.contact)},
                     {"org", to_base32(org.value)},
                     {"conversation", to_text(visitor.conversation)}};
    return auth::sign_token(key_, auth::Audience::visitors, claims, store_.clock().now(), visitor_life);
}

}  // namespace millrace::api
