#pragma once

#include <string>
#include <string_view>

#include "runtime/desk/routing/routing.hpp"
#include "runtime/drive/local_effects.hpp"

// What flows may ask of routing by name, beside waiting in a queue.
namespace millrace::desk {

// Why he could not be given this conversation just now; empty when he could: unknown, not_routable, offline,
// not_in_team, busy, lacks_skills. By the same rule as an offer.
std::string why_not(store::OrgReader reader, const Conversation& conversation, std::string_view user, Time now);

// {agent, agent_name, count}: whom the queue's strategy would rather ask of those who could take one of it now, and how
// many could. nil when there is no such queue.
Value free_agents(store::OrgReader reader, std::string_view queue, Time now);

// conversation.assign, queue.transfer, queue.prioritize.
void add_routing_effects(drive::LocalEffects& effects, Feed& feed);

}  // namespace millrace::desk
