#include "runtime/desk/users/password_link.hpp"

namespace millrace::desk {

store::Migration password_link_tables() {
    return {.number = 1630,
            .name = "links to choose a password",
            .statements = {"CREATE TABLE password_link(digest {text} NOT NULL PRIMARY KEY, org {id} NOT NULL,"
                           " user_id {text} NOT NULL, created {time} NOT NULL, expires {time} NOT NULL)",
                           "CREATE INDEX password_link_by_user ON password_link(user_id)",
                           "ALTER TABLE users ADD COLUMN invited_at {time}"}};
}

void add_password_link(store::Transaction& tx, std::string_view digest, const PasswordLink& link) {
    tx.run("DELETE FROM password_link WHERE user_id = $user AND expires <= $now",
           {{"user", link.user}, {"now", tx.now()}});
    tx.run(
        "INSERT INTO password_link(digest, org, user_id, created, expires)"
        " VALUES($digest, $org, $user, $now, $expires)",
        {{"digest", digest}, {"org", link.org}, {"user", link.user}, {"now", tx.now()}, {"expires", link.expires}});
}

std::optional<PasswordLink> find_password_link(store::Session& session, std::string_view digest, Time now) {
    const auto row =
        session.one("SELECT org, user_id, expires FROM password_link WHERE digest = $digest AND expires > $now",
                    {{"digest", digest}, {"now", now}});
    if (!row) {
        return std::nullopt;
    }
    return PasswordLink{row->id<OrgTag>("org"), row->get<std::string>("user_id"), row->time("expires")};
}

void drop_password_links(store::Transaction& tx, OrgId org, std::string_view user) {
    tx.run("DELETE FROM password_link WHERE org = $org AND user_id = $user", {{"org", org}, {"user", user}});
}

Error link_invalid() {
    return {"password.link_invalid", "expected a link that is neither used nor over but this one is: ask for another",
            "/token"};
}

}  // namespace millrace::desk
