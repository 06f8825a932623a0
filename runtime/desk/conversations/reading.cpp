#include "runtime/desk/conversations/reading.hpp"

#include <algorithm>

#include "runtime/desk/conversations/transitions.hpp"
#include "runtime/desk/messages/message.hpp"

namespace millrace::desk {
namespace {

void put_reading(const Work& work, ConversationId conversation, std::string_view who, const Reading& reading) {
    work.tx.run(
        "INSERT INTO reading(org, conversation, reader, delivered, seen)"
        " VALUES($org, $conversation, $reader, $delivered, $seen)"
        " ON CONFLICT(org, conversation, reader) DO UPDATE SET delivered = $delivered, seen = $seen",
        {{"org", work.org},
         {"conversation", conversation},
         {"reader", who},
         {"delivered", reading.delivered},
         {"seen", reading.seen}});
}

Value told(const Conversation& conversation, std::int64_t up_to, std::string_view by) {
    return Map{{"conversation_id", to_text(conversation.id)}, {"up_to", std::to_string(up_to)}, {"by", by}};
}

}  // namespace

store::Migration reading_tables() {
    return {.number = 1800,
            .name = "reading",
            .statements = {"CREATE TABLE reading(org {id} NOT NULL, conversation {id} NOT NULL, reader {text} NOT NULL,"
                           " delivered {id} NOT NULL, seen {id} NOT NULL,"
                           " PRIMARY KEY(org, conversation, reader)) {clustered}"}};
}

Reading reading_of(store::OrgReader reader, ConversationId conversation, std::string_view who) {
    const auto row = reader.one(
        "SELECT delivered, seen FROM reading WHERE org = $org AND conversation = $conversation AND reader = $reader",
        {{"conversation", conversation}, {"reader", who}});
    return row ? Reading{row->integer("delivered"), row->integer("seen")} : Reading{};
}

Status delivered_to_customer(const Work& work, const Conversation& conversation, std::int64_t up_to) {
    Reading reading = reading_of(work.reader(), conversation.id, the_customer);
    const std::int64_t last = last_cursor(work.reader(), conversation.id, up_to);
    if (last <= reading.delivered) {
        return {};
    }
    const std::int64_t marked = mark_delivered(work.tx, work.org, conversation.id, {reading.delivered, last});
    reading.delivered = last;
    put_reading(work, conversation.id, the_customer, reading);
    if (marked > 0) {
        work.publish(event::message_delivered, staff_topics(conversation), told(conversation, last, the_customer));
    }
    return {};
}

Status read_by_customer(const Work& work, const Conversation& conversation, std::int64_t up_to) {
    Reading reading = reading_of(work.reader(), conversation.id, the_customer);
    const std::int64_t last = last_cursor(work.reader(), conversation.id, up_to);
    if (last <= reading.seen) {
        return {};
    }
    const std::int64_t marked = mark_read_by_customer(work.tx, work.org, conversation.id, {reading.seen, last});
    reading.seen = last;
    reading.delivered = std::max(reading.delivered, last);
    put_reading(work, conversation.id, the_customer, reading);
    if (marked > 0) {
        work.publish(event::message_read, staff_topics(conversation), told(conversation, last, the_customer));
    }
    return {};
}

bool has_undelivered(store::OrgReader reader, ConversationId conversation, std::int64_t up_to) {
    const Reading reading = reading_of(reader, conversation, the_customer);
    return up_to > reading.delivered &&
           reader
               .one(
                   "SELECT cursor FROM message WHERE org = $org AND conversation = $conversation AND cursor > $after"
                   " AND cursor <= $up_to AND sender <> 'customer' AND status = 'sent' LIMIT 1",
                   {{"conversation", conversation}, {"after", reading.delivered}, {"up_to", up_to}})
               .has_value();
}

Result<Value> read_by_agent(const Work& work, const Viewer& viewer, ConversationId id, std::int64_t up_to) {
    const Result<Conversation> conversation = find_whole(work.reader(), viewer, id);
    if (!conversation) {
        return conversation.error();
    }
    Reading reading = reading_of(work.reader(), id, viewer.user);
    const std::int64_t last = last_cursor(work.reader(), id, up_to);
    if (last > reading.seen) {
        const std::int64_t before = reading.seen;
        reading.seen = last;
        put_reading(work, id, viewer.user, reading);
        // Whoever had it before him may have read less or more: the statement looks at each message's own state.
        if (conversation->agent == viewer.user && mark_read_by_agent(work.tx, work.org, id, {before, last}) > 0) {
            work.publish(event::message_read, {visitor_topic(id), "rep:" + viewer.user},
                         told(*conversation, last, "agent"));
        }
    }
    const Unread unread = unread_of(work.reader(), viewer.user);
    return Value(Map{{"conversation_id", to_text(id)},
                     {"read_to", std::to_string(reading.seen)},
                     {"unread", unread.of(id)},
                     {"total_unread", unread.total}});
}

Unread unread_of(store::OrgReader reader, std::string_view user) {
    Unread unread;
    // From his few open conversations outward; of each, what stands behind his cursor.
    for (const store::Row row : reader.query(
             "SELECT c.id AS id, count(*) AS n FROM conversation c JOIN message m ON m.conversation = c.id"
             " WHERE c.org = $org AND c.agent = $user AND c.status = 'assigned' AND m.sender = 'customer'"
             " AND m.cursor > coalesce((SELECT r.seen FROM reading r WHERE r.org = $org AND r.conversation = c.id"
             " AND r.reader = $user), 0) GROUP BY c.id",
             {{"user", user}})) {
        const std::int64_t n = row.integer("n");
        unread.in[row.id<ConversationTag>("id")] = n;
        unread.total += n;
    }
    return unread;
}

std::int64_t unread_in(store::OrgReader reader, ConversationId conversation, std::string_view user) {
    const auto row = reader.one(
        "SELECT count(*) AS n FROM message WHERE org = $org AND conversation = $conversation AND cursor > $seen"
        " AND sender = 'customer'",
        {{"conversation", conversation}, {"seen", reading_of(reader, conversation, user).seen}});
    return row ? row->integer("n") : 0;
}

}  // namespace millrace::desk
