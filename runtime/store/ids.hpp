#pragma once

#include <mutex>

#include "engine/base/clock.hpp"
#include "engine/base/id.hpp"

namespace millrace::store {

// The process's one source of ids, for any thread; each above the last and above everything stored.
class Ids {
public:
    Ids(Clock& clock, std::uint64_t greatest_stored) : clock_(clock), source_(greatest_stored) {}

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
    std::mutex mutex_;
    IdSource source_;
};

}  // namespace millrace::store
