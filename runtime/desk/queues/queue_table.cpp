#include "runtime/desk/queues/queue.hpp"
#include "runtime/desk/queues/staff.hpp"

#define MILLRACE_QUEUE_SELECT "SELECT name, title, team, escalation, for_leads FROM queue "
#define MILLRACE_ENTRY_SELECT \
    "SELECT seq, queue, conversation, priority, since, run, waits_since, rule, skills FROM queue_entry "

namespace millrace::desk {
namespace {

Queue queue_of(const store::Row& row) {
    return {row.get<std::string>("name"), row.get<std::string>("title"), row.get<std::string>("team"),
            row.flag("escalation"), row.flag("for_leads")};
}

QueueEntry entry_of(const store::Row& row) {
    QueueEntry entry;
    entry.seq = row.integer("seq");
    entry.queue = row.text("queue");
    entry.conversation = row.id<ConversationTag>("conversation");
    entry.priority = row.get<Priority>("priority");
    entry.since = row.time("since");
    entry.run = row.id<RunTag>("run");
    entry.waits_since = row.time("waits_since");
    entry.rule = row.text("rule");
    entry.skills = row.text("skills");
    return entry;
}

}  // namespace

store::Migration queue_tables() {
    return {.number = 1000,
            .name = "queues",
            .statements = {"CREATE TABLE queue(org {id} NOT NULL, name {text} NOT NULL, title {text} NOT NULL,"
                           " team {text} NOT NULL, PRIMARY KEY(org, name))",
                           "CREATE TABLE queue_entry(seq {serial}, org {id} NOT NULL, queue {text} NOT NULL,"
                           " conversation {id} NOT NULL, priority {int} NOT NULL, since {time} NOT NULL,"
                           " run {id} NOT NULL, UNIQUE(org, conversation))",
                           "CREATE INDEX queue_entry_by_turn ON queue_entry(org, queue, priority DESC, seq)"}};
}

void add_queue(store::Transaction& tx, OrgId org, const Queue& queue) {
    tx.run("INSERT INTO queue(org, name, title, team) VALUES($org, $name, $title, $team)",
           {{"org", org}, {"name", queue.key}, {"title", queue.title}, {"team", queue.team}});
    write_queue(tx, org, queue);
    staff_new_queue(tx, org, queue);
}

void write_queue(store::Transaction& tx, OrgId org, const Queue& queue) {
    tx.run(
        "UPDATE queue SET title = $title, escalation = $escalation, for_leads = $for_leads"
        " WHERE org = $org AND name = $name",
        {{"title", queue.title},
         {"escalation", queue.escalation},
         {"for_leads", queue.for_leads},
         {"org", org},
         {"name", queue.key}});
}

std::optional<Queue> find_queue(store::OrgReader reader, std::string_view key) {
    const auto row = reader.settled_one(MILLRACE_QUEUE_SELECT "WHERE org = $org AND name = $key", {{"key", key}});
    return row ? std::optional<Queue>(queue_of(*row)) : std::nullopt;
}

std::optional<Queue> find_escalation_queue(store::OrgReader reader) {
    const auto row = reader.settled_one(MILLRACE_QUEUE_SELECT "WHERE org = $org AND escalation = 1");
    return row ? std::optional<Queue>(queue_of(*row)) : std::nullopt;
}

std::vector<Queue> list_queues(store::OrgReader reader) {
    std::vector<Queue> queues;
    for (const store::Row row : reader.query(MILLRACE_QUEUE_SELECT "WHERE org = $org ORDER BY name")) {
        queues.push_back(queue_of(row));
    }
    return queues;
}

std::vector<Queue> queues_of_team(store::OrgReader reader, std::string_view team) {
    std::vector<Queue> queues;
    for (const store::Row row :
         reader.query(MILLRACE_QUEUE_SELECT "WHERE org = $org AND team = $team ORDER BY name", {{"team", team}})) {
        queues.push_back(queue_of(row));
    }
    return queues;
}

std::optional<QueueEntry> find_entry(store::OrgReader reader, ConversationId conversation) {
    const auto row = reader.one(MILLRACE_ENTRY_SELECT "WHERE org = $org AND conversation = $conversation",
                                {{"conversation", conversation}});
    return row ? std::optional<QueueEntry>(entry_of(*row)) : std::nullopt;
}

std::vector<QueueEntry> entries_of(store::OrgReader reader, std::string_view queue, int limit) {
    std::vector<QueueEntry> entries;
    for (const store::Row row :
         reader.query(MILLRACE_ENTRY_SELECT
                      "WHERE org = $org AND queue = $queue ORDER BY priority DESC, since, seq LIMIT $limit",
                      {{"queue", queue}, {"limit", limit}})) {
        entries.push_back(entry_of(row));
    }
    return entries;
}

void put_entry(store::Transaction& tx, OrgId org, const QueueEntry& entry) {
    remove_entry(tx, org, entry.conversation);
    add_entry(tx, org, entry);
}

void add_entry(store::Transaction& tx, OrgId org, const QueueEntry& entry) {
    tx.run(
        "INSERT INTO queue_entry(org, queue, conversation, priority, since, run, waits_since, rule, skills)"
        " VALUES($org, $queue, $conversation, $priority, $since, $run, $waits_since, $rule, $skills)",
        {{"org", org},
         {"queue", entry.queue},
         {"conversation", entry.conversation},
         {"priority", entry.priority},
         {"since", entry.since},
         {"run", entry.run},
         {"waits_since", entry.waiting_from()},
         {"rule", entry.rule},
         {"skills", entry.skills}});
}

std::optional<QueueEntry> take_entry(store::Transaction& tx, OrgId org, ConversationId conversation) {
    const auto row = tx.one(
        "DELETE FROM queue_entry WHERE org = $org AND conversation = $conversation RETURNING seq, queue, conversation,"
        " priority, since, run, waits_since, rule, skills",
        {{"org", org}, {"conversation", conversation}});
    return row ? std::optional<QueueEntry>(entry_of(*row)) : std::nullopt;
}

bool remove_entry(store::Transaction& tx, OrgId org, ConversationId conversation) {
    return tx.run("DELETE FROM queue_entry WHERE org = $org AND conversation = $conversation",
                  {{"org", org}, {"conversation", conversation}}) == 1;
}

std::string_view to_text(Priority priority) {
    switch (priority) {
        case Priority::low:
            return "low";
        case Priority::normal:
            return "normal";
        case Priority::high:
            return "high";
        case Priority::urgent:
            return "urgent";
    }
    return "normal";
}

}  // namespace millrace::desk
