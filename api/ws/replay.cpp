#include "api/ws/replay.hpp"

#include <algorithm>

#include "engine/base/assert.hpp"

namespace millrace::ws {

void Replay::add(const Topic& topic, Event event) {
    const auto found = topics_.try_emplace(topic, Known{.events = {}, .forgotten = forgotten_}).first;
    Known& known = found->second;
    bytes_ += event.frame->size();
    known.events.push_back(order_.insert(order_.end(), {topic, std::move(event)}));
    if (known.events.size() > limits_.events_per_topic) {
        forget(known.events.front());
    }
    while (order_.size() > limits_.events_max || (bytes_ > limits_.bytes_max && order_.size() > 1)) {
        forget(order_.begin());
    }
}

void Replay::forget(Order::iterator kept) {
    const auto found = topics_.find(kept->topic);
    MILLRACE_ASSERT(found != topics_.end() && found->second.events.front() == kept);
    Known& known = found->second;
    known.events.pop_front();
    known.forgotten = std::max(known.forgotten, kept->event.cursor);
    if (known.events.empty()) {
        // Its place is given up as well, so all unknown topics share the latest of such ends: at worst the store is
        // asked for what does not exist.
        forgotten_ = std::max(forgotten_, known.forgotten);
        topics_.erase(found);
    }
    bytes_ -= kept->event.frame->size();
    order_.erase(kept);
}

bool Replay::covers(const Topic& topic, Cursor after) const {
    const auto found = topics_.find(topic);
    return after >= (found == topics_.end() ? forgotten_ : found->second.forgotten);
}

std::vector<Event> Replay::after(const Topic& topic, Cursor cursor) const {
    std::vector<Event> events;
    const auto found = topics_.find(topic);
    if (found != topics_.end()) {
        for (const auto& kept : found->second.events) {
            if (kept->event.cursor > cursor) {
                events.push_back(kept->event);
            }
        }
    }
    return events;
}

}  // namespace millrace::ws
