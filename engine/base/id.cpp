#include "engine/base/id.hpp"

#include <fmt/format.h>

namespace millrace {
namespace {

constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr int text_length = 13;
constexpr std::uint32_t counters_per_slot = (1 << 15) / id_slots;
constexpr int ms_shift = 21;  // 6 bits of shard and 15 of counter lie below
constexpr std::uint64_t ms_max = (std::uint64_t{1} << 42) - 1;

int digit_of(char c) {
    if (c >= 'A' && c <= 'Z') {
        c = static_cast<char>(c - 'A' + 'a');
    }
    const auto at = alphabet.find(c);
    return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

Error malformed(std::string_view text) {
    return {"id.malformed",
            fmt::format("expected an id of 13 characters such as 01hz3v6kq8w2d but found \"{}\"", text.substr(0, 40))};
}

}  // namespace

std::string to_base32(std::uint64_t value) {
    MILLRACE_ASSERT(value >> 63 == 0);
    std::string text(text_length, '0');
    for (auto at = text.rbegin(); at != text.rend(); ++at) {
        *at = alphabet[value & 31];
        value >>= 5;
    }
    return text;
}

Result<std::uint64_t> parse_base32(std::string_view text) {
    // Thirteen characters hold 65 bits; the first may use only three of its five.
    if (text.size() != text_length || digit_of(text[0]) > 7) {
        return malformed(text);
    }
    std::uint64_t value = 0;
    for (const char c : text) {
        const int digit = digit_of(c);
        if (digit < 0) {
            return malformed(text);
        }
        value = value << 5 | static_cast<std::uint64_t>(digit);
    }
    return value;
}

IdSource::IdSource(std::uint64_t greatest_stored) {
    raise(greatest_stored);
}

IdSource::IdSource(std::uint64_t greatest_stored, int slot)
    : counter_(static_cast<std::uint32_t>(slot) * counters_per_slot),
      first_(counter_),
      end_(counter_ + counters_per_slot) {
    MILLRACE_ASSERT(slot >= 0 && slot < id_slots);
    raise(greatest_stored);
}

std::uint64_t IdSource::next(Time now, int shard) {
    MILLRACE_ASSERT(shard >= 0 && shard < shard_count);
    const std::int64_t since_epoch = now.ms - static_cast<std::int64_t>(id_epoch_ms);
    if (since_epoch > static_cast<std::int64_t>(last_ms_)) {
        last_ms_ = static_cast<std::uint64_t>(since_epoch);
        counter_ = first_;
    } else if (counter_ == end_) {
        // More than the counter holds: borrow from the next millisecond rather than wait for it.
        ++last_ms_;
        counter_ = first_;
    }
    MILLRACE_ASSERT(last_ms_ <= ms_max);
    return last_ms_ << ms_shift | static_cast<std::uint64_t>(shard) << 15 | counter_++;
}

void IdSource::raise(std::uint64_t greatest_stored) {
    const std::uint64_t above = (greatest_stored >> ms_shift) + 1;
    if (above > last_ms_) {
        last_ms_ = above;
        counter_ = first_;
    }
}

}  // namespace millrace
