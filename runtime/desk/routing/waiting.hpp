#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runtime/desk/agents/agent.hpp"
#include "runtime/desk/queues/queue.hpp"
#include "runtime/desk/routing/policy.hpp"

// The two sides of a match, and the rule that brings them together.
namespace millrace::desk {

// An entry that is offered to nobody.
struct Waiting {
    QueueEntry entry;
    std::int64_t urgency = 0;  // its priority, with what its age has added
    bool voice = false;
    std::vector<Skill> asked_for;  // after the rings it has reached
    std::vector<std::string> refused_by;
};
// What is asked for of whoever takes what has waited so long: the queue's skills and those of the rule that sent it
// there (as its entry has them), after the rings that were reached.
std::vector<Skill> skills_asked_for(const QueuePolicy& policy, const std::string& rule_skills, Duration waited);
// The first that the queue serves, at most so many.
std::vector<Waiting> first_waiting(store::OrgReader reader, std::string_view queue, const QueuePolicy& policy, Time now,
                                   int limit);
// Does the queue serve this one before that? Also across queues.
bool comes_first(const Waiting& a, const Waiting& b);

struct Candidate {
    std::string user;
    Time idle_since;
    std::int64_t turn = 0;
    std::int64_t chats = 0;  // in hand, wrapping up and offered
    std::int64_t calls = 0;
    Capacity capacity;
    std::vector<Skill> skills;

    bool has_room_for(bool voice) const {
        return calls == 0 && (voice ? chats == 0 && capacity.voice > 0 : chats < capacity.chat);
    }
};
// Those who work in the queue and are available, with room or without; or only this one, if he is.
std::vector<Candidate> candidates(store::OrgReader reader, const Queue& queue, Time now, bool with_skills,
                                  std::string_view only = {});
// An escalation goes to agents, or to those who lead, as its queue says; everything else to agents and team leads.
bool is_for(const Queue& queue, Role role);
bool is_eligible(const Candidate& candidate, const Waiting& waiting);
// Would the strategy rather have a? Of two equals the one whose turn it is.
bool is_better(Strategy strategy, const Waiting& waiting, const Candidate& a, const Candidate& b);

}  // namespace millrace::desk
