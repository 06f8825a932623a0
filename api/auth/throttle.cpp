#include "api/auth/throttle.hpp"

#include <iterator>

#include "engine/base/digest.hpp"
#include "engine/base/text.hpp"

namespace millrace::auth {
namespace {

// A digest, because an account's name is as long as the caller likes. Case and accents are no way around.
std::string key_of(std::string_view account, std::string_view address) {
    return sha256_hex(fold(trim(account)).append(1, '\0').append(address));
}

}  // namespace

std::optional<Duration> LoginThrottle::admit(std::string_view account, std::string_view address) {
    std::string key = key_of(account, address);
    const std::scoped_lock lock(mutex_);
    const Time now = clock_.now();

    auto found = by_key_.find(key);
    if (found == by_key_.end()) {
        if (by_key_.size() >= limits_.pairs_max) {
            by_key_.erase(pairs_.front().key);
            pairs_.pop_front();
        }
        pairs_.push_back({.key = key, .failures = {}});
        found = by_key_.emplace(std::move(key), std::prev(pairs_.end())).first;
    }
    pairs_.splice(pairs_.end(), pairs_, found->second);

    auto& failures = found->second->failures;
    std::erase_if(failures, [&](Time at) { return at + limits_.window <= now; });
    if (failures.size() >= limits_.failures_max) {
        return failures.front() + limits_.window - now;
    }
    failures.push_back(now);
    return std::nullopt;
}

void LoginThrottle::succeeded(std::string_view account, std::string_view address) {
    const std::scoped_lock lock(mutex_);
    const auto found = by_key_.find(key_of(account, address));
    if (found != by_key_.end()) {
        pairs_.erase(found->second);
        by_key_.erase(found);
    }
}

std::size_t LoginThrottle::remembered() const {
    const std::scoped_lock lock(mutex_);
    return by_key_.size();
}

}  // namespace millrace::auth
