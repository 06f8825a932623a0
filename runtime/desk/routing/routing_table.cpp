#include "runtime/desk/routing/routing.hpp"
#include "runtime/desk/routing/waiting.hpp"

namespace millrace::desk {

store::Migration routing_tables() {
    return {
        .number = 1400,
        .name = "routing",
        .statements = {
            // Beside the settings what time alone makes act.
            "CREATE TABLE queue_policy(org {id} NOT NULL, queue {text} NOT NULL, settings {text} NOT NULL,"
            " changes_by_age {bool} NOT NULL, overflow_to {text} NOT NULL, overflow_after {time} NOT NULL,"
            " PRIMARY KEY(org, queue))",
            // What is offered keeps its entry in the queue, and with it its place and its clock.
            "CREATE TABLE offer(org {id} NOT NULL, conversation {id} NOT NULL, queue {text} NOT NULL,"
            " agent {text} NOT NULL, since {time} NOT NULL, expires {time} NOT NULL,"
            " PRIMARY KEY(org, conversation))",
            "CREATE INDEX offer_by_agent ON offer(org, agent)", "CREATE INDEX offer_by_end ON offer(expires)",
            "CREATE TABLE offer_refusal(org {id} NOT NULL, conversation {id} NOT NULL, agent {text} NOT NULL,"
            " PRIMARY KEY(org, conversation, agent)) {clustered}",
            "CREATE INDEX queue_entry_by_place ON queue_entry(org, queue, priority, since, seq)",
            "CREATE INDEX queue_entry_by_age ON queue_entry(since)", "CREATE INDEX agent_by_turn ON agent(org, turn)",
            "ALTER TABLE conversation ADD COLUMN wrap_until {time}",
            "CREATE INDEX conversation_by_agent ON conversation(org, agent, status, id)",
            "CREATE INDEX conversation_by_wrap_up ON conversation(wrap_until) WHERE wrap_until IS NOT NULL"}};
}

store::Migration due_indexes() {
    // What is due in one org, however much there is that is not.
    return {.number = 1960,
            .name = "due",
            .statements = {"CREATE INDEX offer_by_org_and_end ON offer(org, expires)",
                           "CREATE INDEX conversation_by_org_and_wrap_up ON conversation(org, wrap_until)"
                           " WHERE wrap_until IS NOT NULL",
                           "CREATE INDEX queue_entry_by_wait ON queue_entry(org, queue, since)"}};
}

store::Migration line_indexes() {
    // The line of a queue in the order in which it is served, and by priority: one index for both.
    return {.number = 2000,
            .name = "line",
            .statements = {"CREATE INDEX queue_entry_in_line ON queue_entry(org, queue, priority DESC, since, seq)",
                           "DROP INDEX queue_entry_by_turn", "DROP INDEX queue_entry_by_place"}};
}

std::optional<Offer> find_offer(store::OrgReader reader, ConversationId conversation) {
    const auto row =
        reader.one("SELECT queue, agent, since, expires FROM offer WHERE org = $org AND conversation = $conversation",
                   {{"conversation", conversation}});
    if (!row) {
        return std::nullopt;
    }
    return Offer{conversation, row->get<std::string>("queue"), row->get<std::string>("agent"), row->time("since"),
                 row->time("expires")};
}

std::vector<OrgId> orgs_with_due_routing(store::Session& session, Time now) {
    std::vector<OrgId> orgs;
    // Each part is found at the beginning of an index; entries that wait are many only while nobody is there to take
    // them, and then it is their queue's rings and overflow that matter.
    for (const store::Row row : session.query(
             "SELECT org FROM offer WHERE expires <= $now UNION SELECT org FROM conversation WHERE wrap_until <= $now"
             " UNION SELECT org FROM agent WHERE presence <> 0 AND seen_until <= $now"
             " UNION SELECT org FROM agent WHERE pause_limit <= $now"
             " UNION SELECT org FROM agent WHERE inactive_at <= $now"
             " UNION SELECT org FROM conversation WHERE status = 'queued' AND visitor_until <= $now"
             " UNION SELECT q.org FROM queue_policy q /* whole: a row a queue */ WHERE EXISTS(SELECT 1 FROM "
             "queue_entry e WHERE e.org = q.org"
             " AND e.queue = q.queue AND (q.changes_by_age = 1 OR (q.overflow_after > 0"
             " AND e.since <= $now - q.overflow_after)))",
             {{"now", now}})) {
        orgs.push_back(row.id<OrgTag>("org"));
    }
    return orgs;
}

}  // namespace millrace::desk
