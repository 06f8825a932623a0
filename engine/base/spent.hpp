#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace millrace {

// How long something took, so many times each: two buckets to a doubling, up to three weeks. A quarter of a kilobyte.
class Spent {
public:
    void add(std::int64_t ms) { ++counts_[place_of(ms)]; }
    void add(const Spent& other) {
        for (std::size_t i = 0; i < counts_.size(); ++i) {
            counts_[i] += other.counts_[i];
        }
    }
    // What came since that was all.
    Spent since(const Spent& before) const {
        Spent more = *this;
        for (std::size_t i = 0; i < counts_.size(); ++i) {
            more.counts_[i] -= before.counts_[i];
        }
        return more;
    }
    // Under which so much of a hundred lie, to a quarter of it; none when there is nothing.
    std::optional<std::int64_t> percentile(int percent) const {
        std::uint64_t all = 0;
        for (const std::uint32_t count : counts_) {
            all += count;
        }
        if (all == 0) {
            return std::nullopt;
        }
        const std::uint64_t wanted = (all * static_cast<std::uint64_t>(percent) + 99) / 100;
        std::uint64_t seen = 0;
        for (std::size_t i = 0; i < counts_.size(); ++i) {
            seen += counts_[i];
            if (seen >= wanted) {
                return middle_of(i);
            }
        }
        return middle_of(counts_.size() - 1);
    }

private:
    friend class SharedSpent;
    // 0 ms; 1 ms; then [2^n, 1.5 * 2^n) and [1.5 * 2^n, 2^(n + 1)).
    static std::size_t place_of(std::int64_t ms) {
        if (ms < 2) {
            return ms < 1 ? 0 : 1;
        }
        const auto n = static_cast<std::uint64_t>(ms);
        const int top = std::bit_width(n) - 1;
        const std::size_t upper_half = (n >> (top - 1)) & 1;
        const std::size_t place = 2 * static_cast<std::size_t>(top) + upper_half;
        return place < size ? place : size - 1;
    }
    static std::int64_t middle_of(std::size_t place) {
        if (place < 2) {
            return static_cast<std::int64_t>(place);
        }
        const std::int64_t low = std::int64_t{1} << (place / 2);
        const std::int64_t half = low / 2;
        return low + (place % 2 == 0 ? 0 : half) + half / 2;
    }

    static constexpr std::size_t size = 64;
    std::array<std::uint32_t, size> counts_{};
};

// The same for several threads: one addition each time.
class SharedSpent {
public:
    void add(std::int64_t ms) { counts_[Spent::place_of(ms)].fetch_add(1, std::memory_order_relaxed); }
    Spent read() const {
        Spent now;
        for (std::size_t i = 0; i < counts_.size(); ++i) {
            now.counts_[i] = counts_[i].load(std::memory_order_relaxed);
        }
        return now;
    }

private:
    std::array<std::atomic<std::uint32_t>, Spent::size> counts_{};
};

}  // namespace millrace
