#include "runtime/desk/agents/alerts.hpp"

#include "runtime/desk/agents/presence.hpp"
#include "runtime/desk/settings/settings.hpp"

namespace millrace::desk {
namespace {

void raise(const Work& work, const Agent& agent, std::string_view kind, Time since) {
    const std::string_view reason = kind == alert_pause_exceeded ? std::string_view(agent.reason) : "";
    work.tx.run(
        "INSERT INTO agent_alert(org, user_id, kind, since, raised, reason)"
        " VALUES($org, $user, $kind, $since, $now, $reason) ON CONFLICT DO NOTHING",
        {{"org", work.org},
         {"user", agent.user},
         {"kind", kind},
         {"since", since},
         {"now", work.now()},
         {"reason", reason}});
    work.publish(event::agent_alert_raised, topics_about(work, agent),
                 Map{{"userId", agent.user},
                     {"name", agent.name},
                     {"kind", kind},
                     {"reason", text_or_nil(reason)},
                     {"since", to_text(since)}});
}

std::optional<Time> inactive_from(const Work& work) {
    const Duration after = desk_settings(work.reader()).inactive_after;
    return after.ms > 0 ? std::optional<Time>(work.now() + after) : std::nullopt;
}

// Alerts are few, and most often there is none.
void end_inactive_alert(const Work& work, std::string_view user) {
    for (const store::Row row : work.reader().settled(
             "SELECT user_id FROM agent_alert WHERE org = $org AND kind = $kind", {{"kind", alert_inactive}})) {
        if (row.text("user_id") == user) {
            work.tx.run("DELETE FROM agent_alert WHERE org = $org AND user_id = $user AND kind = $kind",
                        {{"org", work.org}, {"user", user}, {"kind", alert_inactive}});
        }
    }
}

void set_inactive_at(const Work& work, std::string_view user, std::optional<Time> at) {
    work.tx.run("UPDATE agent SET inactive_at = $at WHERE org = $org AND user_id = $user",
                {{"at", at}, {"org", work.org}, {"user", user}});
}

}  // namespace

store::Migration alert_tables() {
    return {.number = 1940,
            .name = "agent_alerts",
            .statements = {"ALTER TABLE agent ADD COLUMN inactive_at {time}",
                           "CREATE INDEX agent_by_inactivity ON agent(inactive_at) WHERE inactive_at IS NOT NULL",
                           "CREATE TABLE agent_alert(org {id} NOT NULL, user_id {text} NOT NULL, kind {text} NOT NULL,"
                           " since {time} NOT NULL, raised {time} NOT NULL, reason {text} NOT NULL,"
                           " PRIMARY KEY(org, user_id, kind)) {clustered}"}};
}

void agent_acted(const Work& work, std::string_view user) {
    work.tx.run("UPDATE agent SET inactive_at = $at WHERE org = $org AND user_id = $user AND presence = $online",
                {{"at", inactive_from(work)}, {"org", work.org}, {"user", user}, {"online", Presence::online}});
    end_inactive_alert(work, user);
}

void agent_worked(const Work& work, std::string_view user) {
    work.tx.run(
        "UPDATE agent SET idle_since = $now, inactive_at = CASE WHEN presence = $online THEN $at ELSE inactive_at END"
        " WHERE org = $org AND user_id = $user",
        {{"now", work.now()},
         {"at", inactive_from(work)},
         {"org", work.org},
         {"user", user},
         {"online", Presence::online}});
    end_inactive_alert(work, user);
}

void clear_alerts(const Work& work, std::string_view user) {
    set_inactive_at(work, user, std::nullopt);
    work.tx.run("DELETE FROM agent_alert WHERE org = $org AND user_id = $user", {{"org", work.org}, {"user", user}});
}

int tell_long_pauses(const Work& work, int limit) {
    int count = 0;
    for (const store::Row row : work.reader().query(
             "SELECT user_id FROM agent WHERE org = $org AND pause_limit IS NOT NULL AND pause_limit <= $now"
             " ORDER BY pause_limit LIMIT $limit",
             {{"now", work.now()}, {"limit", limit}})) {
        const std::string user(row.text("user_id"));
        work.tx.run("UPDATE agent SET pause_limit = NULL WHERE org = $org AND user_id = $user",
                    {{"org", work.org}, {"user", user}});
        if (const std::optional<Agent> agent = find_agent(work.reader(), user)) {
            raise(work, *agent, alert_pause_exceeded, agent->since);
        }
        ++count;
    }
    return count;
}

int tell_inactive(const Work& work, int limit) {
    int count = 0;
    const Duration after = desk_settings(work.reader()).inactive_after;
    for (const store::Row row : work.reader().query("SELECT user_id, inactive_at FROM agent WHERE org = $org"
                                                    " AND inactive_at <= $now ORDER BY inactive_at LIMIT $limit",
                                                    {{"now", work.now()}, {"limit", limit}})) {
        const std::string user(row.text("user_id"));
        const std::optional<Agent> agent = find_agent(work.reader(), user);
        const bool works = agent && load_of(work.reader(), user).assigned > 0;
        if (works) {
            set_inactive_at(work, user, std::nullopt);
            raise(work, *agent, alert_inactive, row.time("inactive_at") - after);
        } else {  // nothing to do: looked at again when he has had the time to be idle with something
            set_inactive_at(work, user, agent && after.ms > 0 ? std::optional<Time>(work.now() + after) : std::nullopt);
        }
        ++count;
    }
    return count;
}

bool has_alert(store::OrgReader reader, std::string_view user, std::string_view kind) {
    return reader
        .one("SELECT kind FROM agent_alert WHERE org = $org AND user_id = $user AND kind = $kind",
             {{"user", user}, {"kind", kind}})
        .has_value();
}

List show_alerts(store::OrgReader reader, const Viewer& viewer) {
    List items;
    if (!viewer.sees_team()) {
        return items;
    }
    for (const store::Row row : reader.query(
             "SELECT l.user_id AS user_id, u.name AS name, l.kind AS kind, l.since AS since, l.raised AS raised,"
             " l.reason AS reason FROM agent_alert l JOIN users u ON u.id = l.user_id WHERE l.org = $org"
             " AND ($all = 1 OR EXISTS(SELECT 1 FROM team_member mine JOIN team_member his"
             " ON his.org = mine.org AND his.team = mine.team WHERE mine.org = $org AND mine.user_id = $me"
             " AND his.user_id = l.user_id)) ORDER BY l.raised, l.user_id, l.kind",
             {{"all", viewer.sees_all()}, {"me", viewer.user}})) {
        items.push(Map{{"userId", row.text("user_id")},
                       {"name", row.text("name")},
                       {"kind", row.text("kind")},
                       {"reason", text_or_nil(row.text("reason"))},
                       {"since", to_text(row.time("since"))},
                       {"raised_at", to_text(row.time("raised"))}});
    }
    return items;
}

}  // namespace millrace::desk
