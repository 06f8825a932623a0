#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <string>
#include <unordered_map>
#include <vector>

#include "api/ws/session.hpp"
#include "engine/base/id.hpp"

namespace millrace::ws {

// Where an event stands in the store's order, over all topics. 0 is before the first.
using Cursor = std::uint64_t;

// Queues' topics end in a key that only one org knows, so a topic is nothing without its org.
struct Topic {
    OrgId org;
    std::string name;  // "rep:…", "team:…", "org:…", "queue:…", "run:…", "flow:…"

    friend bool operator==(const Topic&, const Topic&) = default;
};
struct TopicHash {
    std::size_t operator()(const Topic& topic) const {
        return std::hash<std::string>()(topic.name) ^ std::hash<OrgId>()(topic.org);
    }
};

struct Event {
    Cursor cursor = 0;
    Frame frame;
};

struct ReplayLimits {
    std::size_t events_per_topic = 256;
    std::size_t events_max = 100'000;
    std::size_t bytes_max = std::size_t{64} << 20;
};

// The last events of each topic, bounded. The truth is in the store: what is forgotten here can be loaded there.
class Replay {
public:
    // Nothing up to `start` is known here; all that comes after will be added.
    explicit Replay(ReplayLimits limits, Cursor start) : limits_(limits), forgotten_(start) {}

    // Cursors of one topic rise.
    void add(const Topic& topic, Event event);

    // Every event of the topic after this cursor is still here.
    bool covers(const Topic& topic, Cursor after) const;
    std::vector<Event> after(const Topic& topic, Cursor cursor) const;

    std::size_t size() const { return order_.size(); }
    std::size_t bytes() const { return bytes_; }
    std::size_t topics() const { return topics_.size(); }

private:
    struct Kept {
        Topic topic;
        Event event;
    };
    using Order = std::list<Kept>;
    struct Known {
        std::deque<Order::iterator> events;
        Cursor forgotten = 0;  // the last that went
    };

    void forget(Order::iterator kept);

    const ReplayLimits limits_;
    Order order_;  // as added
    std::unordered_map<Topic, Known, TopicHash> topics_;
    std::size_t bytes_ = 0;
    Cursor forgotten_;  // of topics that are not known any more, and of those that never were
};

}  // namespace millrace::ws
