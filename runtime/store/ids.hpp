#pragma once

#include <array>
#include <mutex>

#include "engine/base/clock.hpp"
#include "engine/base/id.hpp"

namespace millrace::store {

// Whose runs this process may write: the epoch of each shard it has, 0 for those of others.
using ShardEpochs = std::array<std::uint64_t, shard_count>;

// The process's one source of ids, for any thread; each above the last and above everything stored.
class Ids {
public:
    Ids(Clock& clock, std::uint64_t greatest_stored) : clock_(clock), source_(greatest_stored) {}
    // One of several processes on one store: no two have the same slot.
    Ids(Clock& clock, std::uint64_t greatest_stored, int slot)
        : clock_(clock), slot_(slot), source_(greatest_stored, slot) {}

    int slot() const { return slot_; }

    void raise(std::uint64_t greatest_stored) {
        std::lock_guard lock(mutex_);
        source_.raise(greatest_stored);
    }

    std::uint64_t next(int shard) {
        const Time now = clock_.now();
        std::lock_guard lock(mutex_);
        return source_.next(now, shard);
    }
    template <class IdType>
    IdType next(int shard) {
        return IdType{next(shard)};
    }

private:
    Clock& clock_;
    const int slot_ = 0;
    std::mutex mutex_;
    IdSource source_;
};

}  // namespace millrace::store
