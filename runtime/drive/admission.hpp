#pragma once

#include <cstddef>
#include <mutex>
#include <unordered_map>

#include "engine/base/id.hpp"
#include "engine/base/time.hpp"
#include "runtime/schedule/scheduler.hpp"

namespace millrace::drive {

// Who may come in. What is under way at once is held to what becomes durable in good time: the room for work that no
// customer waits for shrinks while commits take longer than they should, and grows again while it is used up. An org
// that fills more than its share of that room is refused first; live work is refused only when all room is gone.
// Thread-safe. Knows no clock: it is told.
class Admission {
public:
    struct Options {
        std::size_t room_max = 40'000;  // for all that is under way; a quarter of it only for what is live
        std::size_t room_min = 512;     // for what is not live, however slow the disk
        Duration durable_within = milliseconds(100);  // from its hand-in to its commit
        Duration adjusted_every = milliseconds(20);
    };
    explicit Admission(Options options) : options_(options), room_(others_max()) {}

    enum class Verdict { welcome, over_share, full };
    // If welcome, leave() is called for it later.
    Verdict enter(OrgId org, schedule::Class urgency);
    // For what has no choice: a run's own going on, a timer, an answer.
    void enter_always(OrgId org, schedule::Class urgency);
    void leave(OrgId org, schedule::Class urgency);
    // A commit became durable so long after it was handed in.
    void durable_after(Duration took, Time now);

    std::size_t inside() const;
    std::size_t room() const;  // for what is not live, now

private:
    // While the disk stands still nothing is learned, and those on the line still find room.
    std::size_t others_max() const { return options_.room_max - options_.room_max / 4; }
    void count(OrgId org, schedule::Class urgency);

    const Options options_;
    mutable std::mutex mutex_;
    std::size_t room_;
    std::size_t live_ = 0;
    std::size_t others_ = 0;
    std::unordered_map<OrgId, std::size_t> of_org_;  // what is not live
    Time next_;                                      // not looked at again before
};

}  // namespace millrace::drive
