#include "runtime/desk/queues/queue_effects.hpp"

#include "engine/base/fault.hpp"
#include "engine/desk/conversation.hpp"
#include "engine/desk/queue.hpp"
#include "runtime/desk/conversations/conversation_effects.hpp"
#include "runtime/desk/conversations/transitions.hpp"
#include "runtime/desk/routing/rules.hpp"

namespace millrace::desk {
namespace {

using Answer = Result<std::optional<Signal>>;

template <class S>
Signal signal_of(const S& signal) {
    return {String(S::name), to_value(signal)};
}

// What became of a conversation that no queue can hold any more; none while one can.
std::optional<Signal> fate_of(const Conversation& conversation) {
    if (conversation.status == "assigned") {
        return signal_of(ConversationAssigned{conversation.agent, conversation.agent_name});
    }
    if (is_over(conversation)) {
        return signal_of(ConversationClosed{conversation.close_reason, "system"});
    }
    return std::nullopt;
}

Answer join(const Work& work, const drive::LocalEffect& effect) {
    const Result<Conversation> conversation = conversation_of(work, effect);
    if (!conversation) {
        return conversation.error();
    }
    if (Status owner = may_talk(work, effect); !owner) {
        return owner.error();
    }
    // An agent, or the end, was quicker: nothing is left to wait for, and the node hears so.
    if (std::optional<Signal> fate = fate_of(*conversation)) {
        work.tx.deliver(drive::signal_to_run(work.org, effect.run, effect.activation, std::move(*fate), work.now()));
        return std::optional<Signal>();
    }
    const JoinQueue wanted = from_value<JoinQueue>(effect.payload);
    const std::optional<Queue> queue = find_queue(work.reader(), wanted.queue.value);
    if (!queue) {
        return Error{"queue.unknown", "expected a queue of the org but there is no '" + wanted.queue.value + "'"};
    }
    Route route{queue->key, wanted.priority};
    if (wanted.by_rules.value_or(false)) {
        route = route_by_rules(work, *conversation, queue->key, wanted.priority);
    }
    enter_queue(work, *conversation, *find_queue(work.reader(), route.queue), route.priority, effect.run, "flow",
                {route.rule, route.skills});
    return std::optional<Signal>();
}

Answer leave(const Work& work, const drive::LocalEffect& effect) {
    const Result<Conversation> conversation = conversation_of(work, effect);
    if (!conversation) {
        return conversation.error();
    }
    if (std::optional<Signal> fate = fate_of(*conversation)) {
        return fate;
    }
    const std::optional<QueueEntry> entry = find_entry(work.reader(), conversation->id);
    if (entry && entry->run == effect.run) {
        leave_queue(work, *conversation);
    }
    if (fault("desk_does_not_answer_who_leaves")) {
        return std::optional<Signal>();
    }
    return std::optional<Signal>(signal_of(LeftQueue{entry ? entry->queue : conversation->queue}));
}

}  // namespace

void add_queue_effects(drive::LocalEffects& effects, Feed& feed) {
    effects.add(std::string(JoinQueue::name), [&feed](store::Transaction& tx, const drive::LocalEffect& effect) {
        return join(Work{tx, feed, effect.org, "flow"}, effect);
    });
    effects.add(std::string(LeaveQueue::name), [&feed](store::Transaction& tx, const drive::LocalEffect& effect) {
        return leave(Work{tx, feed, effect.org, "flow"}, effect);
    });
}

}  // namespace millrace::desk
