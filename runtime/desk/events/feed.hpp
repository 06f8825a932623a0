#pragma once

#include <functional>
#include <mutex>
#include <vector>

#include "runtime/desk/events/event.hpp"
#include "runtime/store/store.hpp"

namespace millrace::desk {

// Tells listeners of committed events, each once and in the order of cursors. Commits may be released in any order; a
// gap is filled from the store, where the missing ones must be already. Thread-safe.
class Feed {
public:
    explicit Feed(store::Store& store);

    // Called under the feed's lock: quick, and never publishing itself. Hears what comes after the cursor that is
    // returned.
    using Listener = std::function<void(const DeskEvent&)>;
    std::int64_t add(Listener listener);

    // Within a transaction: the event is written with its batch, which gives it its cursor; listeners hear of it after
    // the commit.
    void publish(store::Transaction& tx, DeskEvent event);

    // Tells what other processes on the same store have published. Cursors are given under the desk's lock, so none
    // appears before one that is smaller. Throws SqlError when the store cannot be reached.
    void catch_up();

    std::int64_t last() const;

private:
    void committed(const DeskEvent& event);
    void tell(const DeskEvent& event);

    store::Store& store_;
    std::vector<Listener> listeners_;
    mutable std::mutex mutex_;
    std::int64_t last_ = 0;
};

}  // namespace millrace::desk
