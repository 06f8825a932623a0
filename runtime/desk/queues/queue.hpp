#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/desk/queue.hpp"
#include "runtime/desk/ids.hpp"
#include "runtime/desk/roles/role.hpp"
#include "runtime/store/migration.hpp"
#include "runtime/store/session.hpp"

namespace millrace::desk {

struct Queue {
    std::string key;
    std::string title;
    std::string team;  // id
    // The org's one queue for what is beyond the others; a supervisor or a team lead is offered it only if it says so,
    // an agent only if it does not.
    bool escalation = false;
    bool for_leads = false;
};

// A conversation that waits; it waits once. Served by priority, then by since, then by seq.
struct QueueEntry {
    std::int64_t seq = 0;
    std::string queue;
    ConversationId conversation;
    Priority priority = Priority::normal;
    Time since;
    RunId run;  // who put it there and may take it out; 0: the desk
    // Since nobody has it, over all queues it was handed through meanwhile: `since` is its place in line, which it
    // keeps when somebody who had it hands it on. 0: the same.
    Time waits_since = {};
    std::string rule = {};    // title of the routing rule that sent it here
    std::string skills = {};  // what that rule asks for besides the queue: JSON, or empty

    Time waiting_from() const { return waits_since.ms > 0 ? waits_since : since; }
};

store::Migration queue_tables();

void add_queue(store::Transaction& tx, OrgId org, const Queue& queue);
std::optional<Queue> find_queue(store::OrgReader reader, std::string_view key);
std::vector<Queue> list_queues(store::OrgReader reader);
std::vector<Queue> queues_of_team(store::OrgReader reader, std::string_view team);
std::optional<Queue> find_escalation_queue(store::OrgReader reader);
void write_queue(store::Transaction& tx, OrgId org, const Queue& queue);  // all but its key and team

std::optional<QueueEntry> find_entry(store::OrgReader reader, ConversationId conversation);
// In the order in which they are served.
std::vector<QueueEntry> entries_of(store::OrgReader reader, std::string_view queue, int limit);
// In place of any other that the conversation has.
void put_entry(store::Transaction& tx, OrgId org, const QueueEntry& entry);
// Of a conversation that has none.
void add_entry(store::Transaction& tx, OrgId org, const QueueEntry& entry);
// Out of its queue: what it was, if there was one.
std::optional<QueueEntry> take_entry(store::Transaction& tx, OrgId org, ConversationId conversation);
bool remove_entry(store::Transaction& tx, OrgId org, ConversationId conversation);

std::string_view to_text(Priority priority);

struct QueueFigures {
    std::int64_t waiting = 0;
    std::int64_t oldest_wait_s = 0;
    std::int64_t agents_online = 0;     // those who work in it, are online and have a socket
    std::int64_t agents_available = 0;  // and of them those who have room for one more
};
QueueFigures figures_of(store::OrgReader reader, const Queue& queue, Time now);

// {items: [{key, title}]}: all of the org, to hand on to.
Value name_queues(store::OrgReader reader);
// {key, title, team, escalation, escalation_target, waiting, oldest_wait_s, agents_online, agents_available}
Value show_queue(store::OrgReader reader, const Queue& queue, Time now);
// Those that he leads or works in; an admin's are all.
std::vector<Queue> queues_seen_by(store::OrgReader reader, const Viewer& viewer);
bool sees_queue(store::OrgReader reader, const Viewer& viewer, const Queue& queue);
// {items: [queue]}: of those.
Value show_queues(store::OrgReader reader, const Viewer& viewer, Time now);

}  // namespace millrace::desk
