#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/value/fields.hpp"

namespace millrace::desk {

struct QueueKey {
    std::string value;
};

// In the order in which the queue serves them, least urgent first.
enum class Priority : std::uint8_t { low, normal, high, urgent };
inline std::vector<Choice> choices_of(Priority) {
    return {{"low", "Low"}, {"normal", "Normal"}, {"high", "High"}, {"urgent", "Urgent"}};
}

// Effects.

// Puts the conversation in a queue; held, so that leaving the node takes it out again.
struct JoinQueue {
    static constexpr std::string_view name = "queue.join";
    QueueKey queue;
    Priority priority = Priority::normal;
    std::optional<bool> by_rules = {};  // the org's routing rules may send it elsewhere
};
void describe(Fields<JoinQueue>& fields);

// Always answered: queue.left, or conversation.assigned if an agent was quicker.
struct LeaveQueue {
    static constexpr std::string_view name = "queue.leave";
};
void describe(Fields<LeaveQueue>& fields);

// On to another queue with its place and its clock. Always answered by queue.changed.
struct TransferQueue {
    static constexpr std::string_view name = "queue.transfer";
    QueueKey queue;
};
void describe(Fields<TransferQueue>& fields);

enum class PriorityChange : std::uint8_t { set, raise, lower };
inline std::vector<Choice> choices_of(PriorityChange) {
    return {{"set", "Set"}, {"raise", "Raise by one"}, {"lower", "Lower by one"}};
}
// How urgent what waits is. Always answered by queue.changed.
struct ChangePriority {
    static constexpr std::string_view name = "queue.prioritize";
    PriorityChange change = PriorityChange::set;
    Priority priority = Priority::high;  // for set
};
void describe(Fields<ChangePriority>& fields);

// Signals.

// What was asked for is done, or it waits in no queue.
struct QueueChanged {
    static constexpr std::string_view name = "queue.changed";
    bool waits = false;
    std::string queue;
    std::string priority;
};
void describe(Fields<QueueChanged>& fields);

struct LeftQueue {
    static constexpr std::string_view name = "queue.left";
    std::string queue;
};
void describe(Fields<LeftQueue>& fields);

}  // namespace millrace::desk

namespace millrace {

template <>
struct FieldTraits<desk::QueueKey> : detail::TextTraits<desk::QueueKey, &desk::QueueKey::value, FieldKind::queue> {};

}  // namespace millrace
