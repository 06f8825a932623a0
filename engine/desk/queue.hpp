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

// Signals.

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
