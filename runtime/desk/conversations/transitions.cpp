#include "runtime/desk/conversations/transitions.hpp"

#include <algorithm>

#include "engine/base/fault.hpp"
#include "engine/desk/conversation.hpp"
#include "runtime/desk/agents/alerts.hpp"
#include "runtime/desk/audit/audit.hpp"
#include "runtime/desk/channels/channel.hpp"
#include "runtime/desk/orgs/org.hpp"
#include "runtime/desk/queues/statistics.hpp"
#include "runtime/desk/routing/policy.hpp"
#include "runtime/desk/routing/routing.hpp"
#include "runtime/desk/routing/rules.hpp"
#include "runtime/desk/triggers/subscription.hpp"
#include "runtime/store/run_table.hpp"

namespace millrace::desk {
namespace {

void tell_dequeued(const Work& work, const Conversation& conversation) {
    work.publish(event::conversation_dequeued, {"queue:" + conversation.queue},
                 Map{{"conversation_id", to_text(conversation.id)}, {"queue", conversation.queue}});
}

// What of a conversation is worth an entry when it changes.
Value state_of(const Conversation& c) {
    return Map{{"status", c.status},
               {"owner", c.owner},
               {"queue", text_or_nil(c.queue)},
               {"agent", text_or_nil(c.agent)},
               {"priority", to_text(c.priority)}};
}

void record_change(const Work& work, std::string_view action, const Conversation& before) {
    record(work, action, "conversation:" + to_text(before.id), state_of(before),
           state_of(*find_conversation(work.reader(), before.id)));
}

void record_change(const Work& work, std::string_view action, const Conversation& before, const Conversation& after) {
    record(work, action, "conversation:" + to_text(before.id), state_of(before), state_of(after));
}

void has_less_in_hand(const Work& work, const std::string& user) {
    if (!user.empty()) {
        agent_worked(work, user);
        route_to(work, user);
    }
}

// He was asked to take it, and is not any more.
void has_more_room(const Work& work, const std::string& user) {
    if (!user.empty()) {
        route_to(work, user);
    }
}

bool has_owner(store::OrgReader reader, ConversationId id) {
    const std::vector<store::RunHeader> runs = store::live_runs_of(reader, subject_of(id));
    return std::any_of(runs.begin(), runs.end(), [](const store::RunHeader& run) { return run.owner; });
}

void take_from_people(const Work& work, const Conversation& conversation, std::string_view by) {
    const std::int64_t taken = work.tx.run(
        "UPDATE conversation SET status = 'new', owner = 'flow', agent = '', waiting_since = NULL,"
        " human_requested = 0, updated = $now WHERE org = $org AND id = $id AND status IN ('assigned', 'queued')",
        {{"now", work.now()}, {"org", work.org}, {"id", conversation.id}});
    if (taken == 0) {
        return;
    }
    record_change(work, event::conversation_handed_back, conversation);
    const std::string freed = withdraw_offer(work, conversation.id);
    const std::optional<QueueEntry> entry = find_entry(work.reader(), conversation.id);
    if (entry && remove_entry(work.tx, work.org, conversation.id)) {
        count_left(work, *entry, Left::returned);
        tell_dequeued(work, conversation);
    }
    work.publish(event::conversation_handed_back, staff_topics(conversation),
                 Map{{"conversation_id", to_text(conversation.id)}, {"by", by}});
    work.publish(event::conversation_handed_back, {visitor_topic(conversation.id)},
                 Map{{"conversation_id", to_text(conversation.id)}});
    has_less_in_hand(work, conversation.agent);
    has_more_room(work, freed);
}

// Tells those who look at the queue that it waits there, and gives it to who is free.
void tell_queued(const Work& work, const Conversation& conversation) {
    std::vector<std::string> topics = everybody(conversation);
    topics.push_back("queue:" + conversation.queue);
    work.publish(event::conversation_queued, std::move(topics), show_preview(conversation));
    route_queue(work, conversation.queue);
}

void tell_abandoned(const Work& work, const Conversation& conversation, const QueueEntry& entry) {
    const Duration waited = work.now() - entry.waiting_from();
    work.publish(event::conversation_abandoned, staff_topics(conversation),
                 Map{{"conversation_id", to_text(conversation.id)},
                     {"queue", entry.queue},
                     {"waited_ms", waited.ms},
                     {"short", waited < short_abandon}});
}

}  // namespace

std::string visitor_topic(ConversationId id) {
    return "conversation:" + to_text(id);
}

std::vector<std::string> staff_topics(const Conversation& conversation) {
    std::vector<std::string> topics = {"org:" + to_text(conversation.org)};
    if (!conversation.team.empty()) {
        topics.push_back("team:" + conversation.team);
    }
    if (!conversation.agent.empty()) {
        topics.push_back("rep:" + conversation.agent);
    }
    return topics;
}

std::vector<std::string> everybody(const Conversation& conversation) {
    std::vector<std::string> topics = staff_topics(conversation);
    topics.push_back(visitor_topic(conversation.id));
    return topics;
}

std::string record_topic(ConversationId id) {
    return "record:" + to_text(id);
}

std::vector<std::string> with_record(std::vector<std::string> topics, ConversationId id) {
    topics.push_back(record_topic(id));
    return topics;
}

bool enter_queue(const Work& work, Conversation conversation, const Queue& queue, Priority priority, RunId run,
                 std::string_view owner, const SentByRule& rule) {
    const Time now = work.now();
    const std::optional<QueueEntry> before = find_entry(work.reader(), conversation.id);
    const std::int64_t moved = work.tx.run(
        "UPDATE conversation SET status = 'queued', owner = $owner, queue = $queue, team = $team, agent = '',"
        " priority = $priority, waiting_since = $now, updated = $now"
        " WHERE org = $org AND id = $id AND status IN ('new', 'queued')",
        {{"owner", owner},
         {"queue", queue.key},
         {"team", queue.team},
         {"priority", priority},
         {"now", now},
         {"org", work.org},
         {"id", conversation.id}});
    if (moved == 0) {
        return false;
    }
    if (conversation.status == "queued" && conversation.queue != queue.key) {
        tell_dequeued(work, conversation);
    }
    // What does not wait is offered to nobody.
    const std::string freed = before ? withdraw_offer(work, conversation.id) : std::string();
    QueueEntry entry;
    entry.queue = queue.key;
    entry.conversation = conversation.id;
    entry.priority = priority;
    entry.since = now;
    entry.run = run;
    entry.waits_since = before ? before->waiting_from() : now;
    entry.rule = rule.title;
    entry.skills = rule.skills;
    if (before) {
        put_entry(work.tx, work.org, entry);
    } else {
        add_entry(work.tx, work.org, entry);
    }
    if (!before) {
        count_entered(work, queue.key, Entered::anew);
    } else if (before->queue != queue.key) {
        count_left(work, *before, Left::transferred);
        count_entered(work, queue.key, Entered::transferred);
    }

    const Conversation was = conversation;
    conversation.status = "queued";
    conversation.owner = owner;
    conversation.queue = queue.key;
    conversation.team = queue.team;
    conversation.agent.clear();
    conversation.priority = priority;
    conversation.waiting_since = now;
    record_change(work, event::conversation_queued, was, conversation);
    tell_queued(work, conversation);
    has_more_room(work, freed);
    return true;
}

void move_to_queue(const Work& work, const Conversation& conversation, const Queue& queue, Moved how) {
    std::optional<QueueEntry> entry = find_entry(work.reader(), conversation.id);
    if (!entry || entry->queue == queue.key) {
        return;
    }
    const std::string freed = withdraw_offer(work, conversation.id);
    work.tx.run(
        "UPDATE conversation SET queue = $queue, team = $team, updated = $now WHERE org = $org AND id = $id",
        {{"queue", queue.key}, {"team", queue.team}, {"now", work.now()}, {"org", work.org}, {"id", conversation.id}});
    tell_dequeued(work, conversation);
    record_change(work, event::conversation_transferred, conversation);
    const bool overflows = how == Moved::overflowed;
    count_left(work, *entry, overflows ? Left::overflowed : Left::transferred);
    count_entered(work, queue.key, overflows ? Entered::overflowed : Entered::transferred);
    entry->queue = queue.key;
    put_entry(work.tx, work.org, *entry);
    Conversation moved = conversation;
    moved.queue = queue.key;
    moved.team = queue.team;
    tell_queued(work, moved);
    has_more_room(work, freed);
}

void set_priority(const Work& work, const Conversation& conversation, Priority priority) {
    if (conversation.status != "queued" || conversation.priority == priority) {
        return;
    }
    work.tx.run("UPDATE queue_entry SET priority = $priority WHERE org = $org AND conversation = $id",
                {{"priority", priority}, {"org", work.org}, {"id", conversation.id}});
    work.tx.run("UPDATE conversation SET priority = $priority, updated = $now WHERE org = $org AND id = $id",
                {{"priority", priority}, {"now", work.now()}, {"org", work.org}, {"id", conversation.id}});
    record_change(work, event::conversation_changed, conversation);
    std::vector<std::string> topics = staff_topics(conversation);
    topics.push_back("queue:" + conversation.queue);
    work.publish(event::conversation_changed, std::move(topics),
                 Map{{"conversation_id", to_text(conversation.id)}, {"field", "priority"}});
    route_queue(work, conversation.queue);
}

void give_back(const Work& work, const Conversation& conversation, const Queue& queue) {
    Conversation waiting = conversation;
    waiting.status = "queued";
    waiting.queue = queue.key;
    waiting.team = queue.team;
    waiting.agent.clear();
    waiting.waiting_since = conversation.waiting_since.value_or(work.now());
    work.tx.run(
        "UPDATE conversation SET status = 'queued', owner = 'none', queue = $queue, team = $team, agent = '',"
        " waiting_since = $since, updated = $now WHERE org = $org AND id = $id AND status = 'assigned'",
        {{"queue", queue.key},
         {"team", queue.team},
         {"since", waiting.waiting_since},
         {"now", work.now()},
         {"org", work.org},
         {"id", conversation.id}});
    QueueEntry entry;
    entry.queue = queue.key;
    entry.conversation = conversation.id;
    entry.priority = conversation.priority;
    entry.since = *waiting.waiting_since;
    entry.waits_since = work.now();  // until now somebody had it
    record_change(work, event::conversation_transferred, conversation);
    put_entry(work.tx, work.org, entry);
    if (!conversation.queue.empty()) {
        count_handed_on(work, conversation.queue);
    }
    count_entered(work, queue.key, Entered::transferred);
    refuse(work, conversation.id, conversation.agent);
    tell_queued(work, waiting);
    has_less_in_hand(work, conversation.agent);
}

Status fall_back(const Work& work, const Conversation& conversation) {
    if (conversation.status == "assigned" || is_over(conversation)) {
        return {};
    }
    if (conversation.status == "queued") {  // it keeps its place; only an agent takes it out now
        work.tx.run("UPDATE queue_entry SET run = 0 WHERE org = $org AND conversation = $id",
                    {{"org", work.org}, {"id", conversation.id}});
        work.tx.run("UPDATE conversation SET owner = 'none' WHERE org = $org AND id = $id",
                    {{"org", work.org}, {"id", conversation.id}});
        return {};
    }
    const std::optional<Org> org = find_org(work.reader());
    const std::optional<Queue> queue = org ? find_queue(work.reader(), org->fallback_queue) : std::nullopt;
    if (!queue) {
        return Error{"queue.unknown", "expected the org to have a fallback queue but it has none"};
    }
    const Priority priority = conversation.human_requested ? Priority::high : Priority::normal;
    const Route route = route_by_rules(work, conversation, queue->key, priority);
    enter_queue(work, conversation, *find_queue(work.reader(), route.queue), route.priority, {}, "none",
                {route.rule, route.skills});
    return {};
}

void leave_queue(const Work& work, const Conversation& conversation) {
    const std::string freed = withdraw_offer(work, conversation.id);
    const std::optional<QueueEntry> entry = find_entry(work.reader(), conversation.id);
    if (entry && remove_entry(work.tx, work.org, conversation.id)) {
        count_left(work, *entry, Left::returned);
    }
    work.tx.run(
        "UPDATE conversation SET status = 'new', owner = 'flow', waiting_since = NULL, human_requested = 0,"
        " updated = $now WHERE org = $org AND id = $id AND status = 'queued'",
        {{"now", work.now()}, {"org", work.org}, {"id", conversation.id}});
    record_change(work, event::conversation_dequeued, conversation);
    tell_dequeued(work, conversation);
    has_more_room(work, freed);
}

void hand_back_to_run(const Work& work, const Conversation& conversation) {
    take_from_people(work, conversation, "flow");
}

Status hand_back(const Work& work, const Conversation& conversation, std::string_view by, std::string_view by_name) {
    if (conversation.status != "assigned") {
        return Error{"conversation.not_assigned",
                     "expected a conversation that somebody has but its status is " + conversation.status};
    }
    if (has_live_owner(work.reader(), conversation.id)) {
        take_from_people(work, conversation, by);
        work.signal(conversation.id, ConversationHandedBack{std::string(by), std::string(by_name)});
        return {};
    }
    const std::optional<Channel> channel = find_channel(work.reader(), conversation.channel);
    // A run with an incident still has it, and would not go on.
    if (!channel || channel->entry_flow.empty() || has_owner(work.reader(), conversation.id)) {
        return Error{"conversation.no_flow",
                     "expected a flow that could go on with the conversation but there is none"};
    }
    take_from_people(work, conversation, by);
    begin_entry_flow(work, conversation.id, channel->entry_flow);
    return {};
}

void begin_entry_flow(const Work& work, ConversationId id, std::string_view flow) {
    drive::StartEnvelope start;
    start.flow = flow;
    start.subject_kind = conversation_subject;
    start.owner = true;
    start.input = Map{};
    start.event = to_value(ConversationStarted{to_text(id)});
    start.event_name = ConversationStarted::name;
    work.tx.deliver(drive::start_on_subject(work.org, subject_of(id), std::move(start), work.now()));
}

bool give_to(const Work& work, Conversation conversation, std::string_view user, std::string_view name, Taking taking) {
    const std::int64_t taken =
        taking == Taking::from_queue
            ? work.tx.run(
                  "UPDATE conversation SET status = 'assigned', owner = 'human', agent = $user, updated = $now,"
                  " visitor_until = NULL"
                  " WHERE org = $org AND id = $id AND status = 'queued'",
                  {{"user", user}, {"now", work.now()}, {"org", work.org}, {"id", conversation.id}})
            : work.tx.run(
                  "UPDATE conversation SET status = 'assigned', owner = 'human', agent = $user, updated = $now,"
                  " visitor_until = NULL"
                  " WHERE org = $org AND id = $id AND status NOT IN ('closed', 'wrap_up')",
                  {{"user", user}, {"now", work.now()}, {"org", work.org}, {"id", conversation.id}});
    if (taken == 0) {
        return false;
    }
    const Conversation was = conversation;
    conversation.status = "assigned";
    conversation.owner = "human";
    conversation.agent = user;
    record_change(work, event::conversation_assigned, was, conversation);
    const std::optional<QueueEntry> entry =
        fault("desk_takes_and_leaves_in_line") ? std::nullopt : take_entry(work.tx, work.org, conversation.id);
    const std::string freed = withdraw_offer(work, conversation.id, user);
    if (entry) {
        count_left(work, *entry, Left::answered);
        tell_dequeued(work, conversation);
    }
    const std::string& before = was.agent;
    const ConversationAssigned assigned{std::string(user), std::string(name)};
    work.signal(conversation.id, assigned);

    std::vector<std::string> topics = staff_topics(conversation);
    if (!before.empty() && before != user) {
        topics.push_back("rep:" + before);
    }
    work.publish(event::conversation_assigned, std::move(topics),
                 Map{{"conversation_id", to_text(conversation.id)},
                     {"queue", text_or_nil(conversation.queue)},
                     {"agent_id", user},
                     {"agent_name", name}});
    work.publish(event::conversation_assigned, {visitor_topic(conversation.id)},
                 Map{{"conversation_id", to_text(conversation.id)}, {"agent_name", name}});
    agent_worked(work, user);
    if (before != user) {
        has_less_in_hand(work, before);
    }
    has_more_room(work, freed);
    return true;
}

bool close(const Work& work, Conversation conversation, std::string_view reason, std::string_view by) {
    const std::string_view owner = has_live_owner(work.reader(), conversation.id) ? "flow" : "none";
    const Duration wrap_up = by == "agent" && conversation.status == "assigned"
                                 ? policy_of(work.reader(), conversation.queue).wrap_up
                                 : Duration{};
    const std::optional<Time> wrap_until = wrap_up.ms > 0 ? std::optional<Time>(work.now() + wrap_up) : std::nullopt;
    const std::int64_t closed = work.tx.run(
        "UPDATE conversation SET status = $status, owner = $owner, closed = $now, updated = $now,"
        " close_reason = $reason, waiting_since = NULL, wrap_until = $wrap_until"
        " WHERE org = $org AND id = $id AND status NOT IN ('closed', 'wrap_up')",
        {{"status", wrap_until ? "wrap_up" : "closed"},
         {"owner", owner},
         {"now", work.now()},
         {"reason", reason},
         {"wrap_until", wrap_until},
         {"org", work.org},
         {"id", conversation.id}});
    if (closed == 0) {
        return false;
    }
    Conversation over = conversation;
    over.status = wrap_until ? "wrap_up" : "closed";
    over.owner = owner;
    record_change(work, event::conversation_closed, conversation, over);
    const std::optional<QueueEntry> entry =
        fault("desk_closes_and_leaves_in_line") ? std::nullopt : take_entry(work.tx, work.org, conversation.id);
    // What somebody has is offered to nobody.
    const std::string freed =
        entry || conversation.status != "assigned" ? withdraw_offer(work, conversation.id) : std::string();
    if (entry) {
        count_left(work, *entry, by == "customer" ? Left::abandoned : Left::ended);
        tell_dequeued(work, conversation);
        if (by == "customer") {
            tell_abandoned(work, conversation, *entry);
        }
    } else if (conversation.status == "assigned" && !conversation.queue.empty()) {
        count_closed(work, conversation.queue);
    }
    const ConversationClosed said{std::string(reason), std::string(by)};
    work.signal(conversation.id, said);
    tell_others(work, subject_of(conversation.id), conversation_subject, ConversationClosed::name,
                to_text(conversation.id), to_value(said));
    work.publish(event::conversation_closed, everybody(conversation),
                 Map{{"conversation_id", to_text(conversation.id)}, {"reason", reason}, {"by", by}});
    if (!wrap_until) {
        has_less_in_hand(work, conversation.agent);
    }
    has_more_room(work, freed);
    return true;
}

void finish_wrap_up(const Work& work, const Conversation& conversation, std::string_view by) {
    const std::int64_t finished = work.tx.run(
        "UPDATE conversation SET status = 'closed', wrap_until = NULL, updated = $now"
        " WHERE org = $org AND id = $id AND status = 'wrap_up'",
        {{"now", work.now()}, {"org", work.org}, {"id", conversation.id}});
    if (finished == 1) {
        record_change(work, event::conversation_wrapped_up, conversation);
        work.publish(event::conversation_wrapped_up, staff_topics(conversation),
                     Map{{"conversation_id", to_text(conversation.id)}, {"by", by}});
        has_less_in_hand(work, conversation.agent);
    }
}

bool has_live_owner(store::OrgReader reader, ConversationId id) {
    for (const store::RunHeader& run : store::live_runs_of(reader, subject_of(id))) {
        if (run.owner && run.status != store::RunStatus::incident) {
            return true;
        }
    }
    return false;
}

bool has_coming_owner(store::OrgReader reader, const Conversation& conversation) {
    const Time from = conversation.closed.value_or(conversation.started);
    for (const store::InboxRow& row : store::pending_inbox_of(reader, subject_of(conversation.id), from)) {
        // One that a trigger caused may still be refused; so may the conversation's first, which can be of the same
        // millisecond.
        const Result<drive::Envelope> envelope = drive::decode_envelope(row.body);
        const auto* start = envelope ? std::get_if<drive::StartEnvelope>(&*envelope) : nullptr;
        if (start != nullptr && start->owner && start->event_name.empty()) {
            return true;
        }
    }
    return false;
}

}  // namespace millrace::desk
