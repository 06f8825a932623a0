#include "runtime/desk/conversations/abandonment.hpp"

#include <vector>

#include "runtime/desk/conversations/transitions.hpp"

namespace millrace::desk {

store::Migration abandonment_tables() {
    return {.number = 1920,
            .name = "abandonment",
            .statements = {"ALTER TABLE conversation ADD COLUMN visitor_until {time}",
                           "CREATE INDEX conversation_by_visitor ON conversation(visitor_until)"
                           " WHERE status = 'queued' AND visitor_until IS NOT NULL"}};
}

void expect_visitor(const Work& work, ConversationId conversation) {
    work.tx.run("UPDATE conversation SET visitor_until = $until WHERE org = $org AND id = $id",
                {{"until", work.now() + visitor_gone_after}, {"org", work.org}, {"id", conversation}});
}

void visitor_seen(const Work& work, ConversationId conversation) {
    const Time until = work.now() + visitor_gone_after;
    work.tx.run(
        "UPDATE conversation SET visitor_until = $until WHERE org = $org AND id = $id AND visitor_until <= $stale",
        {{"until", until}, {"org", work.org}, {"id", conversation}, {"stale", until - visitor_said_every}});
}

bool is_visitor_to_be_noted(store::OrgReader reader, ConversationId conversation, Time now) {
    const auto row =
        reader.one("SELECT visitor_until FROM conversation WHERE org = $org AND id = $id", {{"id", conversation}});
    return row && !row->is_null("visitor_until") &&
           row->time("visitor_until") <= now + visitor_gone_after - visitor_said_every;
}

int abandon_unattended(const Work& work, int limit) {
    std::vector<ConversationId> gone;
    for (const store::Row row : work.reader().query("SELECT id FROM conversation WHERE org = $org AND status = 'queued'"
                                                    " AND visitor_until <= $now ORDER BY visitor_until LIMIT $limit",
                                                    {{"now", work.now()}, {"limit", limit}})) {
        gone.push_back(row.id<ConversationTag>("id"));
    }
    for (const ConversationId id : gone) {
        // Read again here: the one before may have let an agent go on to this one.
        if (const std::optional<Conversation> conversation = find_conversation(work.reader(), id);
            conversation && conversation->status == "queued") {
            close(work, *conversation, "customer_left", "customer");
        }
    }
    return static_cast<int>(gone.size());
}

}  // namespace millrace::desk
