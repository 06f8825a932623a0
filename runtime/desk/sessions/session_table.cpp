#include "runtime/desk/sessions/session.hpp"

namespace millrace::desk {

store::Migration session_tables() {
    return {.number = 400,
            .name = "sessions",
            .statements = {"CREATE TABLE login_session(id {text} NOT NULL PRIMARY KEY, org {id} NOT NULL,"
                           " user_id {text} NOT NULL, created {time} NOT NULL, expires {time} NOT NULL,"
                           " revoked {time})",
                           "CREATE INDEX login_session_by_user ON login_session(user_id, expires)"}};
}

void open_session(store::Transaction& tx, OrgId org, std::string_view id, std::string_view user, Time expires) {
    tx.run("INSERT INTO login_session(id, org, user_id, created, expires) VALUES($id, $org, $user, $now, $expires)",
           {{"id", id}, {"org", org}, {"user", user}, {"now", tx.now()}, {"expires", expires}});
}

bool revoke_session(store::Transaction& tx, OrgId org, std::string_view id) {
    return tx.run("UPDATE login_session SET revoked = $now WHERE org = $org AND id = $id AND revoked IS NULL",
                  {{"now", tx.now()}, {"org", org}, {"id", id}}) == 1;
}

void revoke_sessions_of(store::Transaction& tx, OrgId org, std::string_view user) {
    revoke_other_sessions(tx, org, user, "");
}

void revoke_other_sessions(store::Transaction& tx, OrgId org, std::string_view user, std::string_view session) {
    tx.run(
        "UPDATE login_session SET revoked = $now WHERE org = $org AND user_id = $user AND revoked IS NULL"
        " AND id <> $session",
        {{"now", tx.now()}, {"org", org}, {"user", user}, {"session", session}});
}

std::vector<OpenSession> sessions_of(store::OrgReader reader, std::string_view user, Time now) {
    std::vector<OpenSession> sessions;
    for (const store::Row row :
         reader.query("SELECT id, created, expires FROM login_session WHERE org = $org AND user_id = $user"
                      " AND expires > $now AND revoked IS NULL ORDER BY created DESC, id LIMIT 200",
                      {{"user", user}, {"now", now}})) {
        sessions.push_back({row.get<std::string>("id"), row.time("created"), row.time("expires")});
    }
    return sessions;
}

std::string user_of_session(store::OrgReader reader, std::string_view id) {
    const auto row =
        reader.one("SELECT user_id FROM login_session WHERE org = $org AND id = $id AND revoked IS NULL", {{"id", id}});
    return row ? row->get<std::string>("user_id") : std::string();
}

bool is_open(store::OrgReader reader, std::string_view id, Time now) {
    return reader
        .one(
            "SELECT s.id AS id FROM login_session s JOIN users u ON u.id = s.user_id WHERE s.org = $org AND s.id = $id"
            " AND s.revoked IS NULL AND s.expires > $now AND u.is_active = 1",
            {{"id", id}, {"now", now}})
        .has_value();
}

}  // namespace millrace::desk
