#include "runtime/desk/queues/staff.hpp"

namespace millrace::desk {
namespace {

void refresh(store::Transaction& tx, OrgId org, std::string_view queue, std::string_view user) {
    const auto row = tx.org(org).one(
        "SELECT m.user_id AS member, s.added AS added FROM queue q"
        " LEFT JOIN team_member m ON m.org = q.org AND m.team = q.team AND m.user_id = $user"
        " LEFT JOIN queue_staff s ON s.org = q.org AND s.queue = q.name AND s.user_id = $user"
        " WHERE q.org = $org AND q.name = $queue",
        {{"user", user}, {"queue", queue}});
    const bool works = row && (row->is_null("added") ? !row->is_null("member") : row->flag("added"));
    if (works) {
        tx.run("INSERT INTO queue_member(org, queue, user_id) VALUES($org, $queue, $user) ON CONFLICT DO NOTHING",
               {{"org", org}, {"queue", queue}, {"user", user}});
    } else {
        tx.run("DELETE FROM queue_member WHERE org = $org AND queue = $queue AND user_id = $user",
               {{"org", org}, {"queue", queue}, {"user", user}});
    }
}

}  // namespace

store::Migration staff_tables() {
    return {
        .number = 1900,
        .name = "queue_staff",
        .statements = {"CREATE TABLE queue_member(org {id} NOT NULL, queue {text} NOT NULL, user_id {text} NOT NULL,"
                       " PRIMARY KEY(org, queue, user_id)) {clustered}",
                       "CREATE INDEX queue_member_by_user ON queue_member(org, user_id)",
                       "CREATE TABLE queue_staff(org {id} NOT NULL, queue {text} NOT NULL, user_id {text} NOT NULL,"
                       " added {bool} NOT NULL, PRIMARY KEY(org, queue, user_id)) {clustered}",
                       "INSERT INTO queue_member(org, queue, user_id) SELECT q.org, q.name, m.user_id FROM queue q"
                       " JOIN team_member m ON m.org = q.org AND m.team = q.team",
                       "ALTER TABLE queue ADD COLUMN escalation {bool} NOT NULL DEFAULT 0",
                       "ALTER TABLE queue ADD COLUMN for_leads {bool} NOT NULL DEFAULT 0",
                       "CREATE INDEX queue_by_team ON queue(org, team)",
                       "CREATE UNIQUE INDEX queue_by_escalation ON queue(org) WHERE escalation = 1"}};
}

bool works_in(store::OrgReader reader, std::string_view queue, std::string_view user) {
    return reader
        .settled_one("SELECT queue FROM queue_member WHERE org = $org AND queue = $queue AND user_id = $user",
                     {{"queue", queue}, {"user", user}})
        .has_value();
}

std::vector<Queue> queues_worked_in(store::OrgReader reader, std::string_view user) {
    std::vector<Queue> queues;
    for (const store::Row row : reader.settled(
             "SELECT queue FROM queue_member WHERE org = $org AND user_id = $user ORDER BY queue", {{"user", user}})) {
        if (std::optional<Queue> queue = find_queue(reader, row.text("queue"))) {
            queues.push_back(std::move(*queue));
        }
    }
    return queues;
}

bool takes_escalations(store::OrgReader reader, std::string_view user) {
    const std::optional<Queue> queue = find_escalation_queue(reader);
    return queue && queue->for_leads && works_in(reader, queue->key, user);
}

void staff(store::Transaction& tx, OrgId org, std::string_view queue, std::string_view user, Staffing how) {
    tx.run("DELETE FROM queue_staff WHERE org = $org AND queue = $queue AND user_id = $user",
           {{"org", org}, {"queue", queue}, {"user", user}});
    if (how != Staffing::as_team) {
        tx.run("INSERT INTO queue_staff(org, queue, user_id, added) VALUES($org, $queue, $user, $added)",
               {{"org", org}, {"queue", queue}, {"user", user}, {"added", how == Staffing::added}});
    }
    refresh(tx, org, queue, user);
}

void follow_team(store::Transaction& tx, OrgId org, std::string_view team, std::string_view user) {
    for (const store::Row row :
         tx.org(org).query("SELECT name FROM queue WHERE org = $org AND team = $team", {{"team", team}})) {
        refresh(tx, org, row.text("name"), user);
    }
}

void staff_new_queue(store::Transaction& tx, OrgId org, const Queue& queue) {
    tx.run(
        "INSERT INTO queue_member(org, queue, user_id) SELECT q.org, q.name, m.user_id FROM queue q"
        " JOIN team_member m ON m.org = q.org AND m.team = q.team WHERE q.org = $org AND q.name = $queue",
        {{"org", org}, {"queue", queue.key}});
}

}  // namespace millrace::desk
