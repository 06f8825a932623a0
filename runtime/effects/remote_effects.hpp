#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "engine/base/clock.hpp"
#include "engine/node/signal.hpp"
#include "runtime/effects/dispatcher.hpp"
#include "runtime/effects/message.hpp"
#include "runtime/effects/timers.hpp"
#include "runtime/store/store.hpp"

namespace millrace::effects {

// Between the store's outbox and the world: reads what a row asks for, has the dispatcher send it, and hands the answer
// to whoever commits it together with the closing of the row.
class RemoteEffects {
public:
    struct World {
        store::Store& store;
        Sender& sender;
        Timers& timers;
        Clock& clock;
        Random& random;
        // Must commit the answer and close the row; until it has, a restart submits the row again. `over` is to be
        // called when that commit has come back: until then a row that is submitted again is known.
        std::function<void(store::OutboxRow, Signal, std::function<void()> over)> answer;
    };

    explicit RemoteEffects(World world, Dispatcher::Settings settings = {});
    ~RemoteEffects();
    RemoteEffects(const RemoteEffects&) = delete;
    RemoteEffects& operator=(const RemoteEffects&) = delete;

    // Rows that are committed, in order of id: those of a commit, or at the start all that are left.
    void submit(std::vector<store::OutboxRow> rows);

    Dispatcher::Figures figures() const;

private:
    class Work;
    std::unique_ptr<Work> work_;
};

// "3c1kq…-7-0": run, activation and number, the same over attempts and restarts. For the desk's own effects the row's
// id.
std::string idempotency_key(const store::OutboxRow& row);

}  // namespace millrace::effects
