#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "engine/base/clock.hpp"
#include "runtime/effects/breaker.hpp"
#include "runtime/effects/outbox.hpp"
#include "runtime/effects/retry.hpp"
#include "runtime/effects/timers.hpp"

namespace millrace::effects {

// Sends what the outbox holds and reports how each row ended, exactly once a row and process.
//
// Rows of one run (or, asked by the desk, of one subject) to one destination leave one after the other, each only when
// the one before it is over, retries included. Different ones go side by side, up to a limit per destination and one
// over all. A destination that keeps failing is not asked for a while: its rows end as unavailable, at once.
//
// It remembers nothing that the rows do not say: after a restart the same rows are submitted again, in order of id.
// Thread-safe. Store, sender and report are called without its lock, from the thread that brought the news.
class Dispatcher {
public:
    struct Settings {
        std::size_t in_flight_max = 256;
        std::size_t in_flight_per_destination_max = 16;
        std::size_t waiting_per_destination_max = 10'000;  // beyond it the newest end as unavailable
        std::size_t waiting_bytes_max = std::size_t{64} << 20;
        RetrySettings retry = {};
        Breaker::Settings breaker = {};
    };
    // May a row leave: now; not now, since nobody can be sure whose it is; never from here, since it is another's.
    enum class Turn { now, later, never };
    struct World {
        Sender& sender;
        OutboxStore& store;
        Timers& timers;
        Clock& clock;
        Random& random;
        // Asked before each attempt, with several processes on one store. Null: always now.
        std::function<Turn(const OutboxRow&)> turn = {};
    };
    using Report = std::function<void(const OutboxRow&, const Outcome&)>;

    Dispatcher(World world, Report report);
    Dispatcher(World world, Report report, Settings settings);
    // Waits for calls that are under way, then reports nothing more: what is not over stays in the store. Not to be
    // called from within a report.
    ~Dispatcher();
    Dispatcher(const Dispatcher&) = delete;
    Dispatcher& operator=(const Dispatcher&) = delete;

    // Rows that are committed, in order of id. Those of an at-most-once effect that were found as `sending` end as
    // unknown; the rest leave, not before their next_at.
    void submit(std::vector<OutboxRow> rows);

    struct Figures {
        std::size_t waiting = 0;
        std::size_t in_flight = 0;
        std::size_t breakers_open = 0;
    };
    Figures figures() const;

private:
    class Work;
    std::shared_ptr<Work> work_;
};

}  // namespace millrace::effects
