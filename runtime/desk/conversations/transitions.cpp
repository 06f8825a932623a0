#include "runtime/desk/conversations/transitions.hpp"

#include "engine/base/fault.hpp"
#include "engine/desk/conversation.hpp"
#include "runtime/desk/orgs/org.hpp"
#include "runtime/desk/triggers/subscription.hpp"
#include "runtime/store/run_table.hpp"

namespace millrace::desk {
namespace {

void tell_dequeued(const Work& work, const Conversation& conversation) {
    work.publish(event::conversation_dequeued, {"queue:" + conversation.queue},
                 Map{{"conversation_id", to_text(conversation.id)}, {"queue", conversation.queue}});
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

bool enter_queue(const Work& work, Conversation conversation, const Queue& queue, Priority priority, RunId run,
                 std::string_view owner) {
    const Time now = work.now();
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
    QueueEntry entry;
    entry.queue = queue.key;
    entry.conversation = conversation.id;
    entry.priority = priority;
    entry.since = now;
    entry.run = run;
    put_entry(work.tx, work.org, entry);

    conversation.status = "queued";
    conversation.queue = queue.key;
    conversation.team = queue.team;
    conversation.agent.clear();
    conversation.priority = priority;
    conversation.waiting_since = now;
    std::vector<std::string> topics = everybody(conversation);
    topics.push_back("queue:" + queue.key);
    work.publish(event::conversation_queued, std::move(topics), show_preview(conversation));
    return true;
}

Status fall_back(const Work& work, const Conversation& conversation) {
    if (conversation.status == "assigned" || conversation.status == "closed") {
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
    enter_queue(work, conversation, *queue, priority, {}, "none");
    return {};
}

void leave_queue(const Work& work, const Conversation& conversation) {
    remove_entry(work.tx, work.org, conversation.id);
    work.tx.run(
        "UPDATE conversation SET status = 'new', owner = 'flow', waiting_since = NULL, human_requested = 0,"
        " updated = $now WHERE org = $org AND id = $id AND status = 'queued'",
        {{"now", work.now()}, {"org", work.org}, {"id", conversation.id}});
    tell_dequeued(work, conversation);
}

bool give_to(const Work& work, Conversation conversation, std::string_view user, std::string_view name, Taking taking) {
    const std::int64_t taken =
        taking == Taking::from_queue
            ? work.tx.run(
                  "UPDATE conversation SET status = 'assigned', owner = 'human', agent = $user, updated = $now"
                  " WHERE org = $org AND id = $id AND status = 'queued'",
                  {{"user", user}, {"now", work.now()}, {"org", work.org}, {"id", conversation.id}})
            : work.tx.run(
                  "UPDATE conversation SET status = 'assigned', owner = 'human', agent = $user, updated = $now"
                  " WHERE org = $org AND id = $id AND status <> 'closed'",
                  {{"user", user}, {"now", work.now()}, {"org", work.org}, {"id", conversation.id}});
    if (taken == 0) {
        return false;
    }
    if (!fault("desk_takes_and_leaves_in_line") && remove_entry(work.tx, work.org, conversation.id)) {
        tell_dequeued(work, conversation);
    }
    const std::string before = conversation.agent;
    conversation.status = "assigned";
    conversation.agent = user;
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
    return true;
}

bool close(const Work& work, Conversation conversation, std::string_view reason, std::string_view by) {
    const std::string_view owner = has_live_owner(work.reader(), conversation.id) ? "flow" : "none";
    const std::int64_t closed = work.tx.run(
        "UPDATE conversation SET status = 'closed', owner = $owner, closed = $now, updated = $now,"
        " close_reason = $reason, waiting_since = NULL"
        " WHERE org = $org AND id = $id AND status <> 'closed'",
        {{"owner", owner}, {"now", work.now()}, {"reason", reason}, {"org", work.org}, {"id", conversation.id}});
    if (closed == 0) {
        return false;
    }
    if (!fault("desk_closes_and_leaves_in_line") && remove_entry(work.tx, work.org, conversation.id)) {
        tell_dequeued(work, conversation);
    }
    const ConversationClosed said{std::string(reason), std::string(by)};
    work.signal(conversation.id, said);
    tell_others(work, subject_of(conversation.id), conversation_subject, ConversationClosed::name,
                to_text(conversation.id), to_value(said));
    work.publish(event::conversation_closed, everybody(conversation),
                 Map{{"conversation_id", to_text(conversation.id)}, {"reason", reason}, {"by", by}});
    return true;
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
    for (const store::InboxRow& row : store::pending_inbox_of(reader, subject_of(conversation.id))) {
        if (conversation.closed && row.at < *conversation.closed) {
            continue;
        }
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
