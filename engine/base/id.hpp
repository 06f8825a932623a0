#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "engine/base/result.hpp"
#include "engine/base/time.hpp"

namespace millrace {

// Crockford base32, lower case, always 13 characters; sorts as the number does. Values are at most 63 bits.
std::string to_base32(std::uint64_t value);
// Accepts what to_base32 writes and upper case; refuses anything else, with code "id.malformed".
Result<std::uint64_t> parse_base32(std::string_view text);

// Distinct types, so that a run's id never lands where a conversation's is expected.
template <class Tag>
struct Id {
    std::uint64_t value = 0;

    explicit operator bool() const { return value != 0; }
    friend auto operator<=>(const Id&, const Id&) = default;
};

template <class Tag>
std::string to_text(Id<Tag> id) {
    return to_base32(id.value);
}
template <class Tag>
Result<Id<Tag>> parse_id(std::string_view text) {
    auto number = parse_base32(text);
    if (!number) {
        return number.error();
    }
    return Id<Tag>{*number};
}

using RunId = Id<struct RunTag>;
using OrgId = Id<struct OrgTag>;

// 63 bits: 42 of milliseconds since 2024-01-01, 6 of shard, 15 of a counter within the millisecond.
constexpr int shard_count = 64;
constexpr int shard_of(std::uint64_t id) {
    return static_cast<int>((id >> 15) & 63);
}
constexpr std::uint64_t id_epoch_ms = 1'704'067'200'000ULL;

// Several sources may make ids at once if each has a slot of its own: the upper bits of the counter.
constexpr int id_slots = 16;
constexpr int slot_of(std::uint64_t id) {
    return static_cast<int>((id >> 11) & 15);
}

// Makes ids, each above the last but for the shard. The time inside starts above the greatest stored id, so a clock
// that went backwards never repeats one. Not thread-safe: its owner guards it.
class IdSource {
public:
    // Alone: it has the whole counter.
    explicit IdSource(std::uint64_t greatest_stored = 0);
    // One of several.
    IdSource(std::uint64_t greatest_stored, int slot);
    std::uint64_t next(Time now, int shard);
    // From now on every id is above this one too.
    void raise(std::uint64_t greatest_stored);

private:
    std::uint64_t last_ms_ = 0;
    std::uint32_t counter_ = 0;
    std::uint32_t first_ = 0;      // counters from here,
    std::uint32_t end_ = 1 << 15;  // up to here
};

}  // namespace millrace

template <class Tag>
struct std::hash<millrace::Id<Tag>> {
    std::size_t operator()(millrace::Id<Tag> id) const noexcept {
        return static_cast<std::size_t>(id.value * 0x9e3779b97f4a7c15ULL >> 7);
    }
};
