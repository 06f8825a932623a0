// What becomes of a conversation that speaks and that neither a run nor a person owns.

#include "engine/desk/conversation.hpp"
#include "runtime/desk/conversations/transitions.hpp"
#include "runtime/desk/desk.hpp"

namespace millrace::desk {
namespace {

// The customer wrote or waits; or a flow that was to begin could not (then the signal has no name).
bool needs_somebody(const Signal& signal) {
    return signal.name.empty() || signal.is(MessageReceived::name) || signal.is(ConversationStarted::name) ||
           signal.is(HumanRequested::name);
}

}  // namespace

std::function<store::LocalWork(const store::InboxRow&, const drive::SignalEnvelope&)> unclaimed(Feed& feed) {
    return [&feed](const store::InboxRow& row, const drive::SignalEnvelope& envelope) -> store::LocalWork {
        if (!row.subject || !needs_somebody(envelope.signal)) {
            return {};
        }
        store::LocalWork local;
        local.run = [&feed, org = row.org, subject = row.subject](store::Transaction& tx) -> Status {
            const Work work{tx, feed, org};
            const std::optional<Conversation> conversation = find_conversation(work.reader(), conversation_of(subject));
            if (!conversation || conversation->status == "queued" || has_live_owner(work.reader(), conversation->id)) {
                return {};
            }
            return fall_back(work, *conversation);
        };
        return local;
    };
}

}  // namespace millrace::desk
