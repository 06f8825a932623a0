#include "tests/day/judge.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "runtime/desk/queues/queue.hpp"
#include "runtime/desk/queues/statistics.hpp"
#include "runtime/desk/users/user.hpp"
#include "tests/day/day.hpp"

namespace millrace::day {
namespace {

constexpr Duration patience = seconds(2);

std::string id_of(std::uint64_t id) {
    return to_base32(id);
}

}  // namespace

Judge::Judge(Day& day) : day_(day) {
    const store::OrgReader reader = day.reader();
    for (const desk::User& user : desk::list_users(reader)) {
        Known known;
        known.name = user.name;
        known.routable = user.role == desk::Role::sales_rep || user.role == desk::Role::team_lead;
        known.capacity = desk::capacity_of(reader, user.id).chat;
        for (const desk::Skill& skill : desk::skills_of(reader, user.id)) {
            known.skills[skill.key] = skill.level;
        }
        for (const std::string& team : user.teams) {
            for (const desk::Queue& queue : desk::queues_of_team(reader, team)) {
                known.queues.insert(queue.key);
            }
        }
        known_.emplace(user.id, std::move(known));
    }
    for (const std::string& queue : day.teams) {
        policies_[queue] = desk::policy_of(reader, queue);
    }
}

std::string Judge::name(const std::string& user) const {
    const auto found = known_.find(user);
    return found == known_.end() ? "'" + user + "'" : found->second.name;
}

Judge::Floor Judge::read() {
    Floor floor;
    const store::OrgReader reader = day_.reader();
    for (const store::Row row : reader.query(
             "SELECT e.conversation AS id, e.queue AS queue, e.priority AS priority, e.since AS since, e.seq AS seq,"
             " coalesce(f.agent, '') AS offered, c.status AS status FROM queue_entry e"
             " JOIN conversation c ON c.org = e.org AND c.id = e.conversation"
             " LEFT JOIN offer f ON f.org = e.org AND f.conversation = e.conversation WHERE e.org = $org")) {
        const auto id = static_cast<std::uint64_t>(row.integer("id"));
        floor.waiting[id] = {
            row.get<std::string>("queue"),   row.integer("priority"),       row.time("since"), row.integer("seq"),
            row.get<std::string>("offered"), row.get<std::string>("status")};
    }
    for (const store::Row row : reader.query(
             "SELECT id, agent, status FROM conversation WHERE org = $org AND status IN ('assigned', 'wrap_up')")) {
        floor.held[static_cast<std::uint64_t>(row.integer("id"))] = {row.get<std::string>("agent"),
                                                                     row.text("status") == "wrap_up"};
    }
    for (const store::Row row :
         reader.query("SELECT user_id, presence, seen_until FROM agent WHERE org = $org AND presence <> 0")) {
        floor.people[row.get<std::string>("user_id")] = {row.get<desk::Presence>("presence") == desk::Presence::online,
                                                         row.time("seen_until")};
    }
    if (const auto row = reader.one("SELECT count(*) AS n FROM offer o WHERE o.org = $org AND NOT EXISTS(SELECT 1"
                                    " FROM queue_entry e WHERE e.org = $org AND e.conversation = o.conversation)");
        row->integer("n") != 0) {
        day_.fail("Q1", "something is offered that does not wait");
    }
    return floor;
}

void Judge::look(const std::string& who) {
    Floor now = read();
    compare(now, who);
    before_ = std::move(now);
}

bool Judge::is_available(const Floor& floor, const std::string& user) const {
    const auto person = floor.people.find(user);
    return person != floor.people.end() && person->second.online && person->second.seen_until > day_.now();
}

std::int64_t Judge::in_hand(const Floor& floor, const std::string& user) const {
    std::int64_t count = 0;
    for (const auto& [id, held] : floor.held) {
        count += held.agent == user ? 1 : 0;
    }
    for (const auto& [id, entry] : floor.waiting) {
        count += entry.offered_to == user ? 1 : 0;
    }
    return count;
}

// What a queue asks for, less what long waiting has taken off.
bool Judge::is_skilled(const Known& person, const Entry& entry) const {
    const desk::QueuePolicy& policy = policies_.at(entry.queue);
    const Duration waited = day_.now() - entry.since;
    std::int64_t lower = 0;
    for (const desk::Ring& ring : policy.rings) {
        if (waited >= ring.after) {
            lower = ring.lower_by;
        }
    }
    for (const desk::Skill& asked : policy.skills) {
        const std::int64_t level = asked.level - lower;
        const auto has = person.skills.find(asked.key);
        if (level > 0 && (has == person.skills.end() || has->second < level)) {
            return false;
        }
    }
    return true;
}

std::int64_t Judge::urgency(const Entry& entry) const {
    const Duration ageing = policies_.at(entry.queue).ageing;
    return entry.priority + (ageing.ms > 0 ? (day_.now() - entry.since).ms / ageing.ms : 0);
}

bool Judge::has_refused(std::uint64_t id, const std::string& user) {
    return day_.reader()
        .one("SELECT 1 AS yes FROM offer_refusal WHERE org = $org AND conversation = $id AND agent = $user",
             {{"id", static_cast<std::int64_t>(id)}, {"user", user}})
        .has_value();
}

void Judge::compare(const Floor& now, const std::string& who) {
    for (const auto& [id, entry] : now.waiting) {
        if (entry.status != "queued") {
            day_.fail("Q1", fmt::format("{} waits in {} and its status is {}, after {}", id_of(id), entry.queue,
                                        entry.status, who));
        }
        if (now.held.count(id) != 0) {
            day_.fail("Q1",
                      fmt::format("{} waits in {} and {} has it", id_of(id), entry.queue, name(now.held.at(id).agent)));
        }
        const auto before = before_.waiting.find(id);
        if (before == before_.waiting.end()) {
            entered(id, entry);
        } else {
            if (entry.since != before->second.since) {
                day_.fail("Q6", fmt::format("{} lost its place: it waited since {}, now since {}, after {}", id_of(id),
                                            to_text(before->second.since), to_text(entry.since), who));
            }
            if (entry.queue != before->second.queue) {
                ++counts_[before->second.queue].moved;
                ++counts_[entry.queue].entered;
                lives_[id].queue = entry.queue;
            }
        }
        if (!entry.offered_to.empty() &&
            (before == before_.waiting.end() || before->second.offered_to != entry.offered_to)) {
            offered(id, entry, now);
        }
    }
    for (const auto& [id, entry] : before_.waiting) {
        if (now.waiting.count(id) == 0) {
            left(id, entry, now, who);
        }
    }
    for (const auto& [id, held] : now.held) {
        const auto before = before_.held.find(id);
        if (held.agent.empty()) {
            day_.fail("Q1", id_of(id) + " is assigned to nobody");
        }
        open_.insert(id);
        if (before == before_.held.end() || before->second.agent != held.agent) {
            if (!held.wrapping) {
                ++lives_[id].assignments;
                lives_[id].owner = held.agent;
                day_.count("assignments");
            }
        }
    }
    for (const auto& [user, known] : known_) {
        if (!known.routable) {
            continue;
        }
        const std::int64_t count = in_hand(now, user);
        if (count > known.capacity) {
            day_.fail("Q2", fmt::format("{} has {} in hand and can take {}, after {}", known.name, count,
                                        known.capacity, who));
        }
    }
    conservation(now);
}

void Judge::entered(std::uint64_t id, const Entry& entry) {
    ++counts_[entry.queue].entered;
    open_.insert(id);
    Life& life = lives_[id];
    if (life.first_queued.ms == 0) {
        life.first_queued = entry.since;
    }
    life.queue = entry.queue;
    life.owner.clear();
}

void Judge::left(std::uint64_t id, const Entry& entry, const Floor& now, const std::string& who) {
    Counts& counts = counts_[entry.queue];
    if (const auto held = now.held.find(id); held != now.held.end()) {
        ++counts.assigned;
        if (who.find(" accepts ") != std::string::npos) {
            accepted(id, held->second.agent, entry, now);
        }
        const Known& person = known_.at(held->second.agent);
        if (person.routable && person.queues.count(entry.queue) == 0) {
            day_.fail("Q3", fmt::format("{} of {} is given to {}, who is not in its team, after {}", id_of(id),
                                        entry.queue, person.name, who));
        }
        return;
    }
    const auto row = day_.reader().one("SELECT status, close_reason FROM conversation WHERE org = $org AND id = $id",
                                       {{"id", static_cast<std::int64_t>(id)}});
    if (row->text("status") == "closed") {
        ++counts.abandoned;
        day_.count("abandoned");
        open_.erase(id);
    } else if (row->text("status") == "new") {
        ++counts.back;  // to its flow, which says that it takes longer
    } else {
        day_.fail("Q1", fmt::format("{} waits no more in {} and is {}, after {}", id_of(id), entry.queue,
                                    row->text("status"), who));
    }
}

// Whom it is offered to could have it, and nothing that he could have comes before it.
void Judge::offered(std::uint64_t id, const Entry& entry, const Floor& now) {
    day_.count("offers");
    const Known& person = known_.at(entry.offered_to);
    if (!person.routable || person.queues.count(entry.queue) == 0 || !is_available(now, entry.offered_to) ||
        !is_skilled(person, entry)) {
        day_.fail("Q3",
                  fmt::format("{} of {} is offered to {}, who could not have it", id_of(id), entry.queue, person.name));
    }
    for (const auto& [other, each] : now.waiting) {
        if (other == id || each.queue != entry.queue || !each.offered_to.empty()) {
            continue;
        }
        const std::int64_t ahead = urgency(each) - urgency(entry);
        const bool first =
            ahead > 0 || (ahead == 0 && std::pair(each.since, each.seq) < std::pair(entry.since, entry.seq));
        if (first && is_skilled(person, each) && !has_refused(other, entry.offered_to)) {
            day_.fail("Q5", fmt::format("{} is offered to {} before {}, which comes first in {}", id_of(id),
                                        person.name, id_of(other), entry.queue));
        }
    }
}

void Judge::accepted(std::uint64_t id, const std::string& agent, const Entry& before, const Floor& now) {
    day_.count("accepted");
    if (before.offered_to != agent) {
        day_.fail("Q3", fmt::format("{} accepts {}, which was offered to {}", name(agent), id_of(id),
                                    name(before.offered_to)));
    }
    if (!is_available(now, agent) || !is_skilled(known_.at(agent), before)) {
        day_.fail("Q3",
                  fmt::format("{} accepts {} and is not available, or not skilled enough", name(agent), id_of(id)));
    }
}

void Judge::conservation(const Floor& now) {
    std::map<std::string, std::int64_t> waiting;
    for (const auto& [id, entry] : now.waiting) {
        ++waiting[entry.queue];
    }
    for (const auto& [queue, c] : counts_) {
        const std::int64_t should = c.entered - c.assigned - c.abandoned - c.moved - c.back;
        if (waiting[queue] != should) {
            day_.fail("Q7", fmt::format("in {} {} wait and {} should", queue, waiting[queue], should));
        }
        if (!(c == compared_[queue])) {
            figures_agree(queue, c);
            compared_[queue] = c;
        }
    }
}

// What the desk has counted itself, in the commits that we have looked at.
void Judge::figures_agree(const std::string& queue, const Counts& seen) {
    const desk::QueueCounts said = desk::counts_of(day_.reader(), queue, Time{0}, day_.now() + hours(1));
    const std::pair<const char*, std::pair<std::int64_t, std::int64_t>> pairs[] = {
        {"entered", {seen.entered, said.entered()}},
        {"answered", {seen.assigned, said.answered}},
        {"abandoned or ended", {seen.abandoned, said.abandoned + said.ended}},
        {"moved on", {seen.moved, said.transferred_out + said.overflowed_out}},
        {"returned", {seen.back, said.returned}}};
    for (const auto& [what, counts] : pairs) {
        if (counts.first != counts.second) {
            day_.fail("Q7", fmt::format("of {} the desk has counted {} {} and there were {}", queue, counts.second,
                                        what, counts.first));
        }
    }
}

void Judge::tick() {
    const Time now = day_.now();
    std::map<std::pair<std::uint64_t, std::string>, Time> could;
    std::map<std::string, Time> gone;
    // The first of each queue that is offered to nobody, and everybody who is free for it.
    for (const auto& [id, entry] : before_.waiting) {
        if (!entry.offered_to.empty() && !is_available(before_, entry.offered_to)) {
            const auto since = gone_with_offer_.find(entry.offered_to);
            gone[entry.offered_to] = since == gone_with_offer_.end() ? now : since->second;
        }
        if (!entry.offered_to.empty()) {
            continue;
        }
        for (const auto& [user, person] : before_.people) {
            const Known& known = known_.at(user);
            if (known.queues.count(entry.queue) != 0 && known.routable && is_available(before_, user) &&
                in_hand(before_, user) < known.capacity && is_skilled(known, entry) && !has_refused(id, user)) {
                const auto since = could_be_.find({id, user});
                could[{id, user}] = since == could_be_.end() ? now : since->second;
            }
        }
    }
    could_be_ = std::move(could);
    gone_with_offer_ = std::move(gone);
    if (!day_.up()) {
        could_be_.clear();
        gone_with_offer_.clear();
        return;
    }
    for (const auto& [match, since] : could_be_) {
        if (now - since > patience) {
            const Entry& entry = before_.waiting.at(match.first);
            day_.fail("Q4", fmt::format("{} waits in {} since {} and {} is free for it since {}", id_of(match.first),
                                        entry.queue, to_text(entry.since), name(match.second), to_text(since)));
        }
    }
    for (const auto& [user, since] : gone_with_offer_) {
        if (now - since > patience) {
            day_.fail("Q8", fmt::format("{} is gone since {} and still has offers", name(user), to_text(since)));
        }
    }
    // Who has nobody left to serve him and is not held by anybody is done.
    for (auto it = open_.begin(); it != open_.end();) {
        if (before_.waiting.count(*it) != 0 || before_.held.count(*it) != 0) {
            ++it;
            continue;
        }
        const auto row = day_.reader().one("SELECT status FROM conversation WHERE org = $org AND id = $id",
                                           {{"id", static_cast<std::int64_t>(*it)}});
        it = row->text("status") == "closed" ? open_.erase(it) : std::next(it);
    }
}

std::string Judge::who_is_left() const {
    std::string who;
    for (const std::uint64_t id : open_) {
        const auto life = lives_.find(id);
        who += fmt::format("{}{} of {}", who.empty() ? "" : ", ", id_of(id),
                           life == lives_.end() ? "no queue" : life->second.queue);
        if (who.size() > 300) {
            break;
        }
    }
    return fmt::format("{} conversations have not ended: {}", open_.size(), who);
}

void Judge::closing_time() {
    look("closing time");
    int all = 0;
    for (const store::Row row :
         day_.reader().query("SELECT id, status, agent, close_reason FROM conversation WHERE org = $org")) {
        ++all;
        const auto id = static_cast<std::uint64_t>(row.integer("id"));
        const auto life = lives_.find(id);
        const std::string owner = life == lives_.end() ? "" : life->second.owner;
        if (row.text("status") != "closed") {
            day_.fail("end", fmt::format("{} is {}", id_of(id), row.text("status")));
        } else if (row.text("agent") != owner) {
            day_.fail("end", fmt::format("{} was last given to {} and is {}'s", id_of(id), name(owner),
                                         name(row.get<std::string>("agent"))));
        } else if (owner.empty() && row.text("close_reason") != "customer_left" &&
                   row.text("close_reason") != "no_input") {
            day_.fail("end", fmt::format("{} had no owner and was closed as {}", id_of(id), row.text("close_reason")));
        }
        day_.count(owner.empty() ? "ended with no owner" : "ended with one owner");
    }
    if (all != day_.options.customers) {
        day_.fail("end", fmt::format("{} customers came and there are {} conversations", day_.options.customers, all));
    }
}

}  // namespace millrace::day
