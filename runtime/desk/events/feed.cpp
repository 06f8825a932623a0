#include "runtime/desk/events/feed.hpp"

#include <algorithm>
#include <memory>

#include "engine/value/json.hpp"

namespace millrace::desk {
namespace {

std::string lines_of(const std::vector<std::string>& topics) {
    std::string lines;
    for (const std::string& topic : topics) {
        lines += lines.empty() ? "" : "\n";
        lines += topic;
    }
    return lines;
}

// The events of a batch, in the order in which they happened; until they are written they have no cursor.
class EventsToWrite final : public store::DeferredItems<std::shared_ptr<DeskEvent>> {
public:
    const std::vector<std::string_view>& tables() const override {
        static const std::vector<std::string_view> names = {"event", "event_topic"};
        return names;
    }
    int rank() const override { return 2; }  // others have something to tell

protected:
    using Events = std::vector<std::shared_ptr<DeskEvent>>;

    void write_all(store::Transaction& tx, const Events& events) override {
        give_cursors(tx, events);
        using Type = store::RowList::Type;
        store::RowList topics({{"org", Type::integer}, {"topic", Type::text}, {"cursor", Type::integer}});
        for (const auto& event : events) {
            for (const std::string& topic : event->topics) {
                topics.add({event->org, topic, event->cursor});
            }
        }
        tx.run(
            "INSERT INTO event_topic(org, topic, cursor) SELECT t.org, t.topic, t.cursor FROM $topics AS t"
            " WHERE t.n >= 0 ON CONFLICT DO NOTHING",
            {{"topics", topics}});
    }

private:
    // Rows are numbered in the order in which they are selected.
    static void give_cursors(store::Transaction& tx, const Events& events) {
        using Type = store::RowList::Type;
        store::RowList rows({{"org", Type::integer},
                             {"name", Type::text},
                             {"topics", Type::text},
                             {"at", Type::integer},
                             {"payload", Type::text}});
        for (const auto& event : events) {
            rows.add({event->org, event->name, lines_of(event->topics), event->at, json::dump(event->payload)});
        }
        std::vector<std::int64_t> cursors;
        for (const store::Row row : tx.query(
                 "INSERT INTO event(org, name, topics, at, payload) SELECT e.org, e.name, e.topics, e.at, e.payload"
                 " FROM $events AS e ORDER BY e.n RETURNING cursor",
                 {{"events", rows}})) {
            cursors.push_back(row.integer("cursor"));
        }
        MILLRACE_ASSERT(cursors.size() == events.size());
        std::sort(cursors.begin(), cursors.end());
        for (std::size_t i = 0; i < events.size(); ++i) {
            events[i]->cursor = cursors[i];
        }
    }
};

}  // namespace

Feed::Feed(store::Store& store) : store_(store), last_(last_event(*store.reader())) {}

std::int64_t Feed::add(Listener listener) {
    const std::lock_guard lock(mutex_);
    listeners_.push_back(std::move(listener));
    return last_;
}

void Feed::publish(store::Transaction& tx, DeskEvent event) {
    auto left = std::make_shared<DeskEvent>(std::move(event));
    tx.deferred<EventsToWrite>().leave(left);
    tx.after_commit([this, left = std::move(left)] { committed(*left); });
}

void Feed::catch_up() {
    const auto reader = store_.reader();
    const std::int64_t newest = last_event(*reader);
    const std::lock_guard lock(mutex_);
    if (newest > last_) {
        for (const DeskEvent& each : events_between(*reader, last_, newest)) {
            tell(each);
        }
    }
}

std::int64_t Feed::last() const {
    const std::lock_guard lock(mutex_);
    return last_;
}

void Feed::committed(const DeskEvent& event) {
    const std::lock_guard lock(mutex_);
    if (event.cursor <= last_) {
        return;  // told already, when a later one came first
    }
    if (event.cursor == last_ + 1) {
        tell(event);
        return;
    }
    // The writer commits in order, so what is missing before this one is in the store by now.
    std::vector<DeskEvent> missed;
    try {
        const auto reader = store_.reader();
        missed = events_between(*reader, last_, event.cursor);
    } catch (const store::SqlError&) {
        return;  // the database cannot be reached: told by the next event, or by catch_up
    }
    for (const DeskEvent& each : missed) {
        tell(each);
    }
}

void Feed::tell(const DeskEvent& event) {
    last_ = event.cursor;
    for (const Listener& listener : listeners_) {
        listener(event);
    }
}

}  // namespace millrace::desk
