#include "runtime/desk/events/feed.hpp"

#include "engine/value/json.hpp"

namespace millrace::desk {

Feed::Feed(store::Store& store) : store_(store), last_(last_event(*store.reader())) {}

std::int64_t Feed::add(Listener listener) {
    const std::lock_guard lock(mutex_);
    listeners_.push_back(std::move(listener));
    return last_;
}

void Feed::publish(store::Transaction& tx, DeskEvent event) {
    std::string topics;
    for (const std::string& topic : event.topics) {
        topics += topics.empty() ? "" : "\n";
        topics += topic;
    }
    const std::string payload = json::dump(event.payload);
    event.cursor =
        tx.one(
              "INSERT INTO event(org, name, topics, at, payload)"
              " VALUES($org, $name, $topics, $at, $payload) RETURNING cursor",
              {{"org", event.org}, {"name", event.name}, {"topics", topics}, {"at", event.at}, {"payload", payload}})
            ->integer("cursor");
    for (const std::string& topic : event.topics) {
        tx.run("INSERT INTO event_topic(org, topic, cursor) VALUES($org, $topic, $cursor) ON CONFLICT DO NOTHING",
               {{"org", event.org}, {"topic", topic}, {"cursor", event.cursor}});
    }
    tx.after_commit([this, event = std::move(event)] { committed(event); });
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
