#include "runtime/desk/routing/staffing.hpp"

#include <algorithm>

#include "runtime/desk/agents/agent.hpp"
#include "runtime/desk/audit/audit.hpp"
#include "runtime/desk/queues/staff.hpp"
#include "runtime/desk/routing/routing.hpp"
#include "runtime/desk/teams/team.hpp"
#include "runtime/desk/users/user.hpp"

namespace millrace::desk {
namespace {

Error unknown_queue(std::string_view key) {
    return {"queue.unknown", "expected a queue of your teams but there is no '" + std::string(key) + "'"};
}

std::optional<Queue> queue_led_by(store::OrgReader reader, const Viewer& viewer, std::string_view key) {
    std::optional<Queue> queue = find_queue(reader, key);
    const bool leads =
        queue && (viewer.sees_all() || (viewer.sees_team() && is_member(reader, queue->team, viewer.user)));
    return leads ? queue : std::nullopt;
}

// Somebody whom he leads and who can be offered work at all.
bool can_be_moved(store::OrgReader reader, const Viewer& viewer, const Queue& queue, const User& user) {
    if (!user.active || !(is_routable(user.role) || (queue.escalation && user.role == Role::supervisor))) {
        return false;
    }
    return viewer.sees_all() || works_in(reader, queue.key, user.id) ||
           std::any_of(user.teams.begin(), user.teams.end(),
                       [&](const std::string& team) { return is_member(reader, team, viewer.user); });
}

Result<std::vector<User>> people(const Work& work, const Viewer& viewer, const Queue& queue,
                                 const std::vector<std::string>& ids, const std::string& place) {
    std::vector<User> found;
    for (std::size_t i = 0; i < ids.size(); ++i) {
        std::optional<User> user = find_user(work.reader(), ids[i]);
        if (!user || !can_be_moved(work.reader(), viewer, queue, *user)) {
            return Error{"user.unknown", "expected an agent or a team lead of your teams but there is none of this id",
                         place + "/" + std::to_string(i)};
        }
        found.push_back(std::move(*user));
    }
    return found;
}

List ids_of(const std::vector<User>& users) {
    List ids;
    for (const User& each : users) {
        ids.push(each.id);
    }
    return ids;
}

Value ids_at_work(store::OrgReader reader, std::string_view queue) {
    List ids;
    for (const store::Row row :
         reader.query("SELECT user_id FROM queue_member WHERE org = $org AND queue = $queue ORDER BY user_id",
                      {{"queue", queue}})) {
        ids.push(row.text("user_id"));
    }
    return Map{{"agents", std::move(ids)}};
}

}  // namespace

void describe(Fields<StaffChange>& fields) {
    fields.add("add", &StaffChange::add).help("Ids of those who work in this queue from now on.");
    fields.add("remove", &StaffChange::remove).help("Ids of those who do not any more.");
}

Result<Value> staff_queue(const Work& work, const Viewer& viewer, std::string_view key, const StaffChange& change) {
    const std::optional<Queue> queue = queue_led_by(work.reader(), viewer, key);
    if (!queue) {
        return unknown_queue(key);
    }
    const Result<std::vector<User>> added = people(work, viewer, *queue, change.add, "/add");
    const Result<std::vector<User>> removed = people(work, viewer, *queue, change.remove, "/remove");
    if (!added || !removed) {
        return added ? removed.error() : added.error();
    }
    const Value before = ids_at_work(work.reader(), key);
    for (const User& user : *added) {
        const bool of_team = is_member(work.reader(), queue->team, user.id);
        staff(work.tx, work.org, key, user.id, of_team ? Staffing::as_team : Staffing::added);
    }
    for (const User& user : *removed) {
        const bool of_team = is_member(work.reader(), queue->team, user.id);
        staff(work.tx, work.org, key, user.id, of_team ? Staffing::taken_out : Staffing::as_team);
    }
    const Value after = ids_at_work(work.reader(), key);
    if (before != after) {
        record(work, event::queue_staffed, "queue:" + queue->key, before, after);
        std::vector<std::string> topics = {"org:" + to_text(work.org), "team:" + queue->team};
        for (const auto* moved : {&*added, &*removed}) {
            for (const User& user : *moved) {
                topics.push_back("rep:" + user.id);
            }
        }
        work.publish(event::queue_staffed, std::move(topics),
                     Map{{"queue", queue->key},
                         {"title", queue->title},
                         {"added", ids_of(*added)},
                         {"removed", ids_of(*removed)},
                         {"by", viewer.user},
                         {"by_name", viewer.name}});
    }
    for (const User& user : *removed) {
        take_back_offers(work, user.id, key);
        route_to(work, user.id);
    }
    route_queue(work, key);
    return show_staff(work.reader(), viewer, key, work.now());
}

Result<Value> show_staff(store::OrgReader reader, const Viewer& viewer, std::string_view key, Time now) {
    const std::optional<Queue> queue = queue_led_by(reader, viewer, key);
    if (!queue) {
        return unknown_queue(key);
    }
    List items;
    List taken_out;
    for (const store::Row row :
         reader.query("SELECT u.id AS user_id, u.name AS name, u.role AS role, coalesce(a.presence, 0) AS presence,"
                      " coalesce(a.seen_until, 0) AS seen_until, coalesce(s.added, 0) AS added FROM queue_member m"
                      " JOIN users u ON u.id = m.user_id LEFT JOIN agent a ON a.org = m.org AND a.user_id = m.user_id"
                      " LEFT JOIN queue_staff s ON s.org = m.org AND s.queue = m.queue AND s.user_id = m.user_id"
                      " WHERE m.org = $org AND m.queue = $queue AND u.is_active = 1 ORDER BY u.name, u.id",
                      {{"queue", key}})) {
        const bool seen = row.time("seen_until") > now;
        items.push(Map{{"userId", row.text("user_id")},
                       {"name", row.text("name")},
                       {"role", row.text("role")},
                       {"status", to_text(seen ? row.get<Presence>("presence") : Presence::offline)},
                       {"how", row.flag("added") ? "added" : "team"}});
    }
    for (const store::Row row :
         reader.query("SELECT u.id AS user_id, u.name AS name FROM queue_staff s JOIN users u ON u.id = s.user_id"
                      " WHERE s.org = $org AND s.queue = $queue AND s.added = 0 ORDER BY u.name, u.id",
                      {{"queue", key}})) {
        taken_out.push(Map{{"userId", row.text("user_id")}, {"name", row.text("name")}});
    }
    return Value(Map{{"queue", queue->key}, {"items", std::move(items)}, {"taken_out", std::move(taken_out)}});
}

}  // namespace millrace::desk
