#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/id.hpp"
#include "engine/base/time.hpp"
#include "engine/value/value.hpp"
#include "runtime/store/migration.hpp"
#include "runtime/store/session.hpp"

namespace millrace::desk {

// Every event of the desk, in one place. What each carries is said in events/README.md.
namespace event {
constexpr std::string_view conversation_started = "conversation.started";
constexpr std::string_view conversation_queued = "conversation.queued";
constexpr std::string_view conversation_dequeued = "conversation.dequeued";
constexpr std::string_view conversation_offered = "conversation.offered";
constexpr std::string_view offer_declined = "offer.declined";
constexpr std::string_view offer_lapsed = "offer.lapsed";
constexpr std::string_view offer_withdrawn = "offer.withdrawn";
constexpr std::string_view conversation_assigned = "conversation.assigned";
constexpr std::string_view conversation_human_requested = "conversation.human_requested";
constexpr std::string_view conversation_tagged = "conversation.tagged";
constexpr std::string_view conversation_untagged = "conversation.untagged";
constexpr std::string_view conversation_changed = "conversation.changed";
constexpr std::string_view conversation_closed = "conversation.closed";
constexpr std::string_view conversation_abandoned = "conversation.abandoned";
constexpr std::string_view conversation_routed = "conversation.routed";
constexpr std::string_view conversation_escalated = "conversation.escalated";
constexpr std::string_view queue_staffed = "queue.staffed";
constexpr std::string_view conversation_transferred = "conversation.transferred";
constexpr std::string_view conversation_handed_back = "conversation.handed_back";
constexpr std::string_view conversation_reopened = "conversation.reopened";
constexpr std::string_view conversation_wrapped_up = "conversation.wrapped_up";
constexpr std::string_view agent_status_changed = "agent.status_changed";
constexpr std::string_view agent_alert_raised = "agent.alert_raised";
constexpr std::string_view message_received = "message.received";
constexpr std::string_view message_sent = "message.sent";
constexpr std::string_view message_delivered = "message.delivered";
constexpr std::string_view message_read = "message.read";
constexpr std::string_view note_added = "note.added";
constexpr std::string_view user_changed = "user.changed";
constexpr std::string_view note_changed = "note.changed";
constexpr std::string_view article_created = "article.created";
constexpr std::string_view article_changed = "article.changed";
constexpr std::string_view article_removed = "article.removed";
constexpr std::string_view flow_drafted = "flow.drafted";
constexpr std::string_view flow_draft_discarded = "flow.draft_discarded";
constexpr std::string_view flow_published = "flow.published";
constexpr std::string_view flow_rolled_back = "flow.rolled_back";
constexpr std::string_view flow_bound = "flow.bound";
constexpr std::string_view flow_tests_saved = "flow.tests_saved";
constexpr std::string_view flow_reviewed = "flow.reviewed";
}  // namespace event

// Something that happened, for whoever looks on. Durable: it can be told again after a restart.
struct DeskEvent {
    std::int64_t cursor = 0;  // one order over all orgs and topics; rises by one
    OrgId org;
    std::string name;
    // Who may hear it: "conversation:{id}" (the visitor), "rep:{user}", "queue:{key}" (previews only), "team:{id}",
    // "org:{id}" (admins), "flow:{key}" (who may read flows). No topic, no listener.
    std::vector<std::string> topics;
    Time at;
    Value payload;  // members of the frame: conversation_id, and what the event is about
};

store::Migration event_tables();

// Events of a topic after a cursor, oldest first: for sockets that come back.
std::vector<DeskEvent> events_of_topic(store::OrgReader reader, std::string_view topic, std::int64_t after, int limit);
// Events of everybody after a cursor, up to and including another.
std::vector<DeskEvent> events_between(store::Session& session, std::int64_t after, std::int64_t last);
// 0 when nothing has happened yet.
std::int64_t last_event(store::Session& session);
// How many were removed; call again while it equals the limit. The newest stays, so that cursors never repeat.
int remove_old_events(store::Transaction& tx, Time before, int limit = 1000);

}  // namespace millrace::desk
