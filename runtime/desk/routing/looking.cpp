#include "runtime/desk/routing/looking.hpp"

#include <map>

namespace millrace::desk {
namespace {

store::RowList list_of(std::string_view column, const std::vector<std::string>& values) {
    store::RowList rows({{column, store::RowList::Type::text}});
    for (const std::string& each : values) {
        rows.add({each});
    }
    return rows;
}

// What each has in hand, wrapping up and offered.
void add_loads(store::OrgReader reader, std::vector<Candidate>& people,
               const std::map<std::string, std::size_t>& numbers) {
    store::RowList users({{"user_id", store::RowList::Type::text}});
    for (const Candidate& each : people) {
        users.add({each.user});
    }
    for (const store::Row row : reader.query(
             "SELECT /* whole: where an org has few conversations, else by whose they are */ c.agent AS user_id, "
             "ch.kind AS kind,"
             " count(*) AS n FROM $users AS w CROSS JOIN conversation c"
             " JOIN channel ch ON ch.id = c.channel WHERE c.org = $org AND c.agent = w.user_id"
             " AND c.status IN ('assigned', 'wrap_up') GROUP BY c.agent, ch.kind UNION ALL"
             " SELECT o.agent AS user_id, ch.kind AS kind, count(*) AS n FROM $users AS w CROSS JOIN offer o"
             " JOIN conversation c ON c.id = o.conversation JOIN channel ch ON ch.id = c.channel"
             " WHERE o.org = $org AND o.agent = w.user_id GROUP BY o.agent, ch.kind",
             {{"users", users}})) {
        Candidate& person = people[numbers.at(row.get<std::string>("user_id"))];
        (row.text("kind") == "voice" ? person.calls : person.chats) += row.integer("n");
    }
}

}  // namespace

std::vector<Served> queues_with_somebody(store::OrgReader reader, const std::vector<std::string>& queues,
                                         const std::vector<std::string>& users) {
    const store::RowList looked_at = list_of("name", queues);
    const store::RowList workers = list_of("user_id", users);
    std::vector<Served> found;
    for (const store::Row row : reader.query(
             "SELECT /* whole: the queues that are looked at */ q.name AS name, q.title AS title, q.team AS team, "
             "q.escalation AS escalation,"
             " q.for_leads AS for_leads, coalesce(p.settings, '') AS settings FROM (SELECT w.name AS name"
             " FROM $queues AS w UNION SELECT m.queue AS name FROM $users AS u CROSS JOIN queue_member m"
             " WHERE m.org = $org AND m.user_id = u.user_id) AS wanted CROSS JOIN queue q"
             " LEFT JOIN queue_policy p ON p.org = q.org AND p.queue = q.name"
             " WHERE q.org = $org AND q.name = wanted.name AND (SELECT e.seq FROM queue_entry e WHERE e.org = $org"
             " AND e.queue = q.name AND NOT EXISTS(SELECT 1 FROM offer o WHERE o.org = $org"
             " AND o.conversation = e.conversation) LIMIT 1) IS NOT NULL",  // the first is enough, however many wait
             {{"queues", looked_at}, {"users", workers}})) {
        found.push_back({{row.get<std::string>("name"), row.get<std::string>("title"), row.get<std::string>("team"),
                          row.flag("escalation"), row.flag("for_leads")},
                         policy_from(row.text("settings"))});
    }
    return found;
}

Crowd people_at_work(store::OrgReader reader, const std::vector<std::string>& queues,
                     const std::vector<std::string>& users, Time now) {
    const store::RowList whole = list_of("name", queues);
    const store::RowList some = list_of("user_id", users);
    Crowd crowd;
    std::map<std::string, std::size_t> numbers;
    for (const store::Row row : reader.query(
             "SELECT /* whole: who works in these queues */ m.queue AS queue, u.id AS user_id, u.role AS role,"
             " a.idle_since AS idle_since, a.turn AS turn,"
             " coalesce(k.chat, -1) AS chat, coalesce(k.voice, -1) AS voice,"
             " (SELECT max(turn) FROM agent WHERE org = $org) AS newest_turn"
             " FROM (SELECT qm.queue AS queue, qm.user_id AS user_id FROM $whole AS w CROSS JOIN queue_member qm"
             " WHERE qm.org = $org AND qm.queue = w.name UNION SELECT qm.queue AS queue, qm.user_id AS user_id"
             " FROM $some AS s CROSS JOIN queue_member qm WHERE qm.org = $org AND qm.user_id = s.user_id) AS m"
             " CROSS JOIN agent a JOIN users u ON u.id = a.user_id"
             " LEFT JOIN agent_capacity k ON k.org = a.org AND k.user_id = a.user_id"
             " WHERE a.org = $org AND a.user_id = m.user_id AND a.presence = $online AND a.seen_until > $now"
             " AND u.is_active = 1",
             {{"whole", whole}, {"some", some}, {"online", Presence::online}, {"now", now}})) {
        const std::string user = row.get<std::string>("user_id");
        crowd.newest_turn = row.integer("newest_turn");
        crowd.members.push_back(
            {row.get<std::string>("queue"), user, parse_role(row.text("role")).value_or(Role::admin)});
        if (!numbers.emplace(user, crowd.people.size()).second) {
            continue;
        }
        Candidate candidate;
        candidate.user = user;
        candidate.idle_since = row.time("idle_since");
        candidate.turn = row.integer("turn");
        if (row.integer("chat") >= 0) {
            candidate.capacity = {row.integer("chat"), row.integer("voice")};
        }
        crowd.people.push_back(std::move(candidate));
    }
    add_loads(reader, crowd.people, numbers);
    return crowd;
}

}  // namespace millrace::desk
