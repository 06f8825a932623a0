#include "runtime/desk/sessions/ticket.hpp"

namespace millrace::desk {

store::Migration ticket_tables() {
    return {.number = 1650,
            .name = "socket tickets",
            .statements = {"CREATE TABLE socket_ticket(digest {text} NOT NULL PRIMARY KEY, org {id} NOT NULL,"
                           " session {text} NOT NULL, user_id {text} NOT NULL, expires {time} NOT NULL)",
                           "CREATE INDEX socket_ticket_by_end ON socket_ticket(expires)"}};
}

void add_ticket(store::Transaction& tx, std::string_view digest, const Ticket& ticket) {
    tx.run("DELETE FROM socket_ticket WHERE expires <= $now", {{"now", tx.now()}});
    tx.run(
        "INSERT INTO socket_ticket(digest, org, session, user_id, expires)"
        " VALUES($digest, $org, $session, $user, $expires)",
        {{"digest", digest},
         {"org", ticket.org},
         {"session", ticket.session},
         {"user", ticket.user},
         {"expires", tx.now() + ticket_life}});
}

std::optional<Ticket> use_ticket(store::Transaction& tx, std::string_view digest) {
    const auto row = tx.one("SELECT org, session, user_id FROM socket_ticket WHERE digest = $digest AND expires > $now",
                            {{"digest", digest}, {"now", tx.now()}});
    if (!row) {
        return std::nullopt;
    }
    Ticket ticket{row->id<OrgTag>("org"), row->get<std::string>("session"), row->get<std::string>("user_id")};
    // Of two that come at once, one removes it.
    if (tx.run("DELETE FROM socket_ticket WHERE digest = $digest", {{"digest", digest}}) != 1) {
        return std::nullopt;
    }
    return ticket;
}

}  // namespace millrace::desk
