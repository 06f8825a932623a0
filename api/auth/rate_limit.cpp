#include "api/auth/rate_limit.hpp"

#include <algorithm>
#include <functional>
#include <string>

namespace millrace::auth {
namespace {

bool is_this_machine(std::string_view address) {
    return address.substr(0, 4) == "127." || address == "::1";
}

std::uint64_t caller_of(char kind, std::string_view name) {
    return std::hash<std::string_view>{}(name)*0x9E3779B97F4A7C15ULL + static_cast<unsigned char>(kind);
}

// Microseconds: at more than a thousand a second a millisecond would be too coarse.
constexpr std::int64_t second_us = 1'000'000;

}  // namespace

std::optional<Duration> RateLimit::admit(std::string_view address, std::string_view token) {
    if (is_this_machine(address)) {
        return std::nullopt;
    }
    const Time now = clock_.now();
    if (limits_.per_address > 0) {
        if (const auto wait = take(caller_of('a', address), limits_.per_address, now)) {
            return wait;
        }
    }
    if (limits_.per_token > 0 && !token.empty()) {
        return take(caller_of('t', token), limits_.per_token, now);
    }
    return std::nullopt;
}

// Each request moves the moment at which the bucket is full again by its own share; when that moment would lie further
// away than a burst lasts, the bucket is empty.
std::optional<Duration> RateLimit::take(std::uint64_t caller, int per_second, Time now) {
    const std::int64_t now_us = now.ms * 1000;
    const std::int64_t share = second_us / per_second;
    const std::int64_t most = limits_.burst_s * second_us;
    Part& part = parts_[(caller >> 32) % parts_.size()];
    const std::lock_guard lock(part.mutex);
    if (part.buckets.size() >= limits_.callers_max) {
        std::erase_if(part.buckets, [&](const auto& each) { return each.second.free_at_us <= now_us; });
        if (part.buckets.size() >= limits_.callers_max) {
            part.buckets.clear();  // a crowd: to let some begin anew is better than to grow without end
        }
    }
    std::int64_t& free_at = part.buckets[caller].free_at_us;
    const std::int64_t after = std::max(free_at, now_us) + share;
    if (after - now_us > most) {
        return Duration{(after - now_us - most + 999) / 1000};
    }
    free_at = after;
    return std::nullopt;
}

std::size_t RateLimit::remembered() const {
    std::size_t count = 0;
    for (const Part& part : parts_) {
        const std::lock_guard lock(part.mutex);
        count += part.buckets.size();
    }
    return count;
}

}  // namespace millrace::auth
