#include "runtime/desk/queues/queue_service.hpp"

#include "engine/base/text.hpp"
#include "runtime/desk/audit/audit.hpp"
#include "runtime/desk/queues/queue.hpp"
#include "runtime/desk/routing/routing.hpp"
#include "runtime/desk/teams/team.hpp"

namespace millrace::desk {
namespace {

Value state_of(const Queue& queue) {
    return Map{{"title", queue.title},
               {"escalation", queue.escalation},
               {"escalation_target", queue.for_leads ? "supervisor" : "agent"}};
}

Status check(const Work& work, const Queue& queue, const std::string& target) {
    if (trim(queue.title).empty() || utf8_length(queue.title) > 100) {
        return Error{"queue.malformed", "expected a title of 1 to 100 characters but it is not", "/title"};
    }
    if (!target.empty() && target != "agent" && target != "supervisor") {
        return Error{"queue.malformed", "expected agent or supervisor but got '" + target + "'", "/escalation_target"};
    }
    if (queue.for_leads && !queue.escalation) {
        return Error{"queue.malformed", "expected an escalation queue but only such a one has a target",
                     "/escalation_target"};
    }
    const std::optional<Queue> other = queue.escalation ? find_escalation_queue(work.reader()) : std::nullopt;
    if (other && other->key != queue.key) {
        return Error{"queue.escalation_exists",
                     "expected the org's first escalation queue but there is '" + other->key + "'", "/escalation"};
    }
    return {};
}

}  // namespace

void describe(Fields<NewQueue>& fields) {
    fields.add("key", &NewQueue::key).required();
    fields.add("title", &NewQueue::title).required();
    fields.add("team", &NewQueue::team).required().help("The key of the team that works in it.");
    fields.add("escalation", &NewQueue::escalation).help("The org's one queue for what is beyond the others.");
    fields.add("escalation_target", &NewQueue::escalation_target).help("agent, or supervisor: those who lead.");
}

void describe(Fields<QueueChange>& fields) {
    fields.add("title", &QueueChange::title);
    fields.add("escalation", &QueueChange::escalation).help("The org's one queue for what is beyond the others.");
    fields.add("escalation_target", &QueueChange::escalation_target).help("agent, or supervisor: those who lead.");
}

Result<Value> create_queue(const Work& work, const NewQueue& wanted) {
    if (!is_key(wanted.key)) {
        return Error{"queue.key_malformed",
                     "expected a key of lower-case letters, digits and _ but got '" + wanted.key + "'", "/key"};
    }
    if (find_queue(work.reader(), wanted.key)) {
        return Error{"queue.exists", "expected a new key but there is a queue '" + wanted.key + "'", "/key"};
    }
    const std::optional<Team> team = find_team_by_key(work.reader(), wanted.team);
    if (!team) {
        return Error{"team.unknown", "expected a team of this org but there is no '" + wanted.team + "'", "/team"};
    }
    const Queue queue{wanted.key, wanted.title, team->id, wanted.escalation, wanted.escalation_target == "supervisor"};
    if (Status sound = check(work, queue, wanted.escalation_target); !sound) {
        return sound.error();
    }
    add_queue(work.tx, work.org, queue);
    record(work, "queue.created", "queue:" + queue.key, {}, state_of(queue));
    return show_queue(work.reader(), queue, work.now());
}

Result<Value> change_queue(const Work& work, std::string_view key, const QueueChange& change) {
    const std::optional<Queue> before = find_queue(work.reader(), key);
    if (!before) {
        return Error{"queue.unknown", "expected a queue of this org but there is no '" + std::string(key) + "'"};
    }
    Queue queue = *before;
    queue.title = change.title.value_or(queue.title);
    queue.escalation = change.escalation.value_or(queue.escalation);
    queue.for_leads =
        change.escalation_target ? *change.escalation_target == "supervisor" : queue.for_leads && queue.escalation;
    if (Status sound = check(work, queue, change.escalation_target.value_or("")); !sound) {
        return sound.error();
    }
    write_queue(work.tx, work.org, queue);
    record(work, "queue.changed", "queue:" + queue.key, state_of(*before), state_of(queue));
    // Whom it was offered to may be the wrong one now.
    std::vector<std::string> freed;
    for (const QueueEntry& entry : entries_of(work.reader(), queue.key, 1000)) {
        freed.push_back(withdraw_offer(work, entry.conversation));
    }
    route_queue(work, queue.key);
    for (const std::string& user : freed) {
        route_to(work, user);
    }
    route_now(work);
    return show_queue(work.reader(), queue, work.now());
}

}  // namespace millrace::desk
