#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.hpp"
#include "engine/value/fields.hpp"
#include "runtime/desk/agents/agent.hpp"
#include "runtime/store/session.hpp"

namespace millrace::desk {

// Who of those who could is offered it: the one who has waited longest for work, whose turn it is, who has least in
// hand for what he can take, or who knows best what is asked for.
enum class Strategy : std::uint8_t { longest_idle, round_robin, least_loaded, best_skilled };
inline std::vector<Choice> choices_of(Strategy) {
    return {{"longest_idle", "Longest idle"},
            {"round_robin", "Round robin"},
            {"least_loaded", "Least loaded"},
            {"best_skilled", "Best skilled"}};
}

// Whoever has waited so long is content with levels that are so much lower; at 0 and below the skill is not asked for.
struct Ring {
    Duration after;
    std::int64_t lower_by = 1;
};
void describe(Fields<Ring>& fields);

// How a queue gives out its work. A queue without a row has the defaults.
struct QueuePolicy {
    Strategy strategy = Strategy::longest_idle;
    Duration offer_for = seconds(20);
    Duration wrap_up = {};  // 0: who closes is free at once
    std::vector<Skill> skills = {};
    std::vector<Ring> rings = {};  // by rising time
    Duration ageing = {};          // so long a wait counts as one priority more; 0: never
    std::string overflow_to = {};  // key of a queue; empty: it waits here however long
    Duration overflow_after = {};
    Duration answer_within = seconds(20);  // the service level: so many per cent within so long
    std::int64_t goal_percent = 80;
};
void describe(Fields<QueuePolicy>& fields);

QueuePolicy policy_of(store::OrgReader reader, std::string_view queue);
QueuePolicy policy_from(std::string_view settings);  // as its row has them; none: the defaults
// "queue.unknown", "routing.malformed" with a pointer; "routing.overflow_cycle" names the circle.
Status set_policy(store::Transaction& tx, OrgId org, std::string_view queue, const QueuePolicy& policy);

}  // namespace millrace::desk
