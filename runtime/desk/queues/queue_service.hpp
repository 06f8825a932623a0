#pragma once

#include <optional>
#include <string>

#include "runtime/desk/work.hpp"

// Queues as an admin has them. Every team has one of its own key; more are made here.
namespace millrace::desk {

struct NewQueue {
    std::string key;
    std::string title;
    std::string team;  // key
    bool escalation = false;
    std::string escalation_target = {};  // agent, supervisor; empty: agent
};
void describe(Fields<NewQueue>& fields);
struct QueueChange {
    std::optional<std::string> title;
    std::optional<bool> escalation;
    std::optional<std::string> escalation_target;
};
void describe(Fields<QueueChange>& fields);

// The queue as shown. "queue.exists", "queue.key_malformed", "team.unknown", "queue.escalation_exists" (an org has
// one), "queue.malformed" with a pointer.
Result<Value> create_queue(const Work& work, const NewQueue& wanted);
Result<Value> change_queue(const Work& work, std::string_view key, const QueueChange& change);

}  // namespace millrace::desk
