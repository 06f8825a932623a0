#pragma once

#include <initializer_list>
#include <string>

#include "engine/node/signal.hpp"
#include "engine/value/fields.hpp"
#include "runtime/desk/events/feed.hpp"
#include "runtime/desk/ids.hpp"
#include "runtime/drive/envelope.hpp"

namespace millrace::desk {

// The writing side of the desk: one org, one transaction, and the feed its events go to after the commit. Lives as long
// as the transaction. What a function of a service has written is undone by the store when it returns an error, so each
// call stands in a piece of local work of its own.
struct Work {
    store::Transaction& tx;
    Feed& feed;
    OrgId org;
    std::string_view actor = "system";  // for the audit: users.id, or customer, flow, system

    store::OrgReader reader() const { return tx.org(org); }
    Time now() const { return tx.now(); }

    void publish(std::string_view name, std::vector<std::string> topics, Value payload) const {
        DeskEvent event;
        event.org = org;
        event.name = name;
        event.topics = std::move(topics);
        event.at = now();
        event.payload = std::move(payload);
        feed.publish(tx, std::move(event));
    }

    // To whatever run lives on the conversation. `id` is the sender's: duplicates are dropped.
    template <class S>
    void signal(ConversationId conversation, const S& signal, std::string id = {}) const {
        tx.deliver(drive::signal_to_subject(org, subject_of(conversation), Signal{String(S::name), to_value(signal)},
                                            std::move(id), now()));
    }
};

inline Value text_or_nil(std::string_view text) {
    return text.empty() ? Value() : Value(text);
}
inline Value time_or_nil(const std::optional<Time>& time) {
    return time ? Value(to_text(*time)) : Value();
}

}  // namespace millrace::desk
