#pragma once

#include <atomic>

#include "engine/base/clock.hpp"

namespace millrace::store {

// The machine's clock; may jump.
class WallClock final : public Clock {
public:
    Time now() override;
};

// Never goes back: max(wall, last). `last` begins at what the store remembers. Any thread.
class SteadyTime final : public Clock {
public:
    explicit SteadyTime(Clock& wall) : wall_(wall) {}
    Time now() override;
    void raise(Time at_least);

private:
    Clock& wall_;
    std::atomic<std::int64_t> last_ms_{INT64_MIN};
};

}  // namespace millrace::store
