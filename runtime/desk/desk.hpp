#pragma once

#include "runtime/desk/events/feed.hpp"
#include "runtime/drive/drive.hpp"

// The desk, put together: what the composition root registers.
namespace millrace::desk {

// Migrations 100 and up.
void add_tables(store::MigrationList& migrations);

// A handler for every local effect of engine/desk/vocabulary.cpp. The feed outlives them.
void add_effects(drive::LocalEffects& effects, Feed& feed);
// contact, conversation, channel, org, call, target, binding, queue_status, calendar. (The drive answers flow itself.)
// `clock` gives waiting times and opening hours their now.
void add_reads(drive::Reads& reads, Clock& clock);

// For World::unclaimed: a conversation that nobody owns goes to its org's fallback queue.
std::function<store::LocalWork(const store::InboxRow&, const drive::SignalEnvelope&)> unclaimed(Feed& feed);

// For the check at publish: does a queue, team, calendar, channel or user of this key exist?
bool exists(store::OrgReader reader, std::string_view kind, std::string_view key);

// For the flow service: what becomes of flows is in the audit, and told to who looks at them.
std::function<void(store::Transaction&, OrgId, const std::string& actor, std::string_view action,
                   const std::string& flow, const Value& before, const Value& after)>
flow_recorder(Feed& feed);

}  // namespace millrace::desk
