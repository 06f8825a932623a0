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
};

// A conversation that waits; it waits once. Served by priority, then by since, then by seq.
struct QueueEntry {
    std::int64_t seq = 0;
    std::string queue;
    ConversationId conversation;
    Priority priority = Priority::normal;
    Time since;
    RunId run;  // who put it there and may take it out; 0: the desk
};

store::Migration queue_tables();

void add_queue(store::Transaction& tx, OrgId org, const Queue& queue);
std::optional<Queue> find_queue(store::OrgReader reader, std::string_view key);
std::vector<Queue> list_queues(store::OrgReader reader);
std::vector<Queue> queues_of_team(store::OrgReader reader, std::string_view team);

std::optional<QueueEntry> find_entry(store::OrgReader reader, ConversationId conversation);
// In the order in which they are served.
std::vector<QueueEntry> entries_of(store::OrgReader reader, std::string_view queue, int limit);
// In place of any other that the conversation has.
void put_entry(store::Transaction& tx, OrgId org, const QueueEntry& entry);
bool remove_entry(store::Transaction& tx, OrgId org, ConversationId conversation);

std::string_view to_text(Priority priority);

struct QueueFigures {
    std::int64_t waiting = 0;
    std::int64_t oldest_wait_s = 0;
    std::int64_t agents_online = 0;  // agents of its team with an open session
};
QueueFigures figures_of(store::OrgReader reader, const Queue& queue, Time now);

// {items: [{key, title}]}: all of the org, to hand on to.
Value name_queues(store::OrgReader reader);
// {items: [{key, title, team, waiting, oldest_wait_s, agents_online}]}: of his teams; an admin's are all.
Value show_queues(store::OrgReader reader, const Viewer& viewer, Time now);

}  // namespace millrace::desk
