#include "runtime/desk/routing/waiting.hpp"

#include <algorithm>
#include <tuple>

#include "engine/value/json.hpp"

namespace millrace::desk {
namespace {

// What the queue asks for and what the rule asks for that sent it here; of the same skill the higher level.
std::vector<Skill> asked_for_by(const QueuePolicy& policy, const std::string& rule_skills) {
    std::vector<Skill> skills = policy.skills;
    const Result<Value> more = rule_skills.empty() ? Result<Value>(Value(List{})) : json::parse(rule_skills);
    if (!more) {
        return skills;  // written by us; a row that was damaged asks for what the queue asks for
    }
    for (const Value& each : more->as_list()) {
        const Skill wanted = from_value<Skill>(each);
        const auto known =
            std::find_if(skills.begin(), skills.end(), [&](const Skill& skill) { return skill.key == wanted.key; });
        if (known == skills.end()) {
            skills.push_back(wanted);
        } else {
            known->level = std::max(known->level, wanted.level);
        }
    }
    return skills;
}

std::vector<Skill> after_rings(const QueuePolicy& policy, const std::vector<Skill>& skills, Duration waited) {
    std::int64_t lower_by = 0;
    for (const Ring& ring : policy.rings) {
        if (waited >= ring.after) {
            lower_by = std::max(lower_by, ring.lower_by);
        }
    }
    std::vector<Skill> asked_for;
    for (const Skill& skill : skills) {
        if (skill.level > lower_by) {
            asked_for.push_back({skill.key, skill.level - lower_by});
        }
    }
    return asked_for;
}

std::int64_t level_in(const std::vector<Skill>& skills, std::string_view key) {
    const auto found = std::find_if(skills.begin(), skills.end(), [&](const Skill& each) { return each.key == key; });
    return found == skills.end() ? 0 : found->level;
}

std::int64_t fitness(const Candidate& candidate, const Waiting& waiting) {
    std::int64_t sum = 0;
    for (const Skill& skill : waiting.asked_for) {
        sum += level_in(candidate.skills, skill.key);
    }
    return sum;
}

}  // namespace

std::vector<Skill> skills_asked_for(const QueuePolicy& policy, const std::string& rule_skills, Duration waited) {
    return after_rings(policy, asked_for_by(policy, rule_skills), waited);
}

#define MILLRACE_WAITING_SELECT                                                                                        \
    "SELECT e.seq AS seq, e.conversation AS conversation, e.since AS since, e.run AS run, e.priority AS priority,"     \
    " e.skills AS skills, ch.kind AS kind, EXISTS(SELECT 1 FROM offer_refusal r WHERE r.org = $org"                    \
    " AND r.conversation = e.conversation) AS refused FROM queue_entry e JOIN conversation c ON c.id = e.conversation" \
    " JOIN channel ch ON ch.id = c.channel WHERE e.org = $org AND e.queue = $queue"                                    \
    " AND NOT EXISTS(SELECT 1 FROM offer o WHERE o.org = $org AND o.conversation = e.conversation)"

namespace {

std::vector<std::string> refusals_of(store::OrgReader reader, ConversationId conversation) {
    std::vector<std::string> agents;
    for (const store::Row row :
         reader.query("SELECT agent FROM offer_refusal WHERE org = $org AND conversation = $conversation",
                      {{"conversation", conversation}})) {
        agents.emplace_back(row.text("agent"));
    }
    return agents;
}

Waiting waiting_of(store::OrgReader reader, const store::Row& row, std::string_view queue, const QueuePolicy& policy,
                   Time now) {
    Waiting waiting;
    waiting.entry.seq = row.integer("seq");
    waiting.entry.queue = queue;
    waiting.entry.conversation = row.id<ConversationTag>("conversation");
    waiting.entry.priority = row.get<Priority>("priority");
    waiting.entry.since = row.time("since");
    waiting.entry.run = row.id<RunTag>("run");
    waiting.voice = row.text("kind") == "voice";
    const Duration waited = now - waiting.entry.since;
    waiting.urgency =
        static_cast<std::int64_t>(waiting.entry.priority) + (policy.ageing.ms > 0 ? waited.ms / policy.ageing.ms : 0);
    waiting.asked_for = skills_asked_for(policy, row.get<std::string>("skills"), waited);
    if (row.flag("refused")) {
        waiting.refused_by = refusals_of(reader, waiting.entry.conversation);
    }
    return waiting;
}

}  // namespace

std::vector<Waiting> first_waiting(store::OrgReader reader, std::string_view queue, const QueuePolicy& policy, Time now,
                                   int limit) {
    std::vector<Waiting> found;
    const auto take = [&](const store::Rows& rows) {
        for (const store::Row row : rows) {
            found.push_back(waiting_of(reader, row, queue, policy, now));
        }
    };
    if (policy.ageing.ms == 0) {
        take(reader.query(MILLRACE_WAITING_SELECT " ORDER BY e.priority DESC, e.since, e.seq LIMIT $limit",
                          {{"queue", queue}, {"limit", limit}}));
        return found;
    }
    // Within a priority the oldest is the most urgent, so the first of each are enough.
    for (const Priority priority : {Priority::urgent, Priority::high, Priority::normal, Priority::low}) {
        take(reader.query(MILLRACE_WAITING_SELECT " AND e.priority = $priority ORDER BY e.since, e.seq LIMIT $limit",
                          {{"queue", queue}, {"priority", priority}, {"limit", limit}}));
    }
    std::stable_sort(found.begin(), found.end(), comes_first);
    if (found.size() > static_cast<std::size_t>(limit)) {
        found.resize(static_cast<std::size_t>(limit));
    }
    return found;
}

bool comes_first(const Waiting& a, const Waiting& b) {
    return std::tuple(-a.urgency, a.entry.since.ms, a.entry.seq) <
           std::tuple(-b.urgency, b.entry.since.ms, b.entry.seq);
}

bool is_for(const Queue& queue, Role role) {
    if (!queue.escalation) {
        return is_routable(role);
    }
    return queue.for_leads ? role == Role::supervisor || role == Role::team_lead : role == Role::sales_rep;
}

std::vector<Candidate> candidates(store::OrgReader reader, const Queue& queue, Time now, bool with_skills,
                                  std::string_view only) {
    std::vector<Candidate> found;
    for (const store::Row row : reader.query(
             "SELECT u.id AS user_id, a.idle_since AS idle_since, a.turn AS turn, coalesce(k.chat, -1) AS chat,"
             " coalesce(k.voice, -1) AS voice,"
             " (SELECT count(*) FROM conversation c JOIN channel ch ON ch.id = c.channel WHERE c.org = $org"
             " AND c.agent = u.id AND c.status IN ('assigned', 'wrap_up') AND ch.kind <> 'voice')"
             " + (SELECT count(*) FROM offer o JOIN conversation c ON c.id = o.conversation JOIN channel ch"
             " ON ch.id = c.channel WHERE o.org = $org AND o.agent = u.id AND ch.kind <> 'voice') AS chats,"
             " (SELECT count(*) FROM conversation c JOIN channel ch ON ch.id = c.channel WHERE c.org = $org"
             " AND c.agent = u.id AND c.status IN ('assigned', 'wrap_up') AND ch.kind = 'voice')"
             " + (SELECT count(*) FROM offer o JOIN conversation c ON c.id = o.conversation JOIN channel ch"
             " ON ch.id = c.channel WHERE o.org = $org AND o.agent = u.id AND ch.kind = 'voice') AS calls"
             " FROM queue_member m JOIN agent a ON a.org = m.org AND a.user_id = m.user_id"
             " JOIN users u ON u.id = m.user_id"
             " LEFT JOIN agent_capacity k ON k.org = m.org AND k.user_id = m.user_id"
             " WHERE m.org = $org AND m.queue = $queue AND ($only = '' OR m.user_id = $only) AND a.presence = $online"
             " AND a.seen_until > $now AND u.is_active = 1 AND ((u.role = 'sales_rep' AND $reps = 1)"
             " OR (u.role = 'team_lead' AND $leads = 1) OR (u.role = 'supervisor' AND $supervisors = 1))",
             {{"queue", queue.key},
              {"only", only},
              {"online", Presence::online},
              {"now", now},
              {"reps", is_for(queue, Role::sales_rep)},
              {"leads", is_for(queue, Role::team_lead)},
              {"supervisors", is_for(queue, Role::supervisor)}})) {
        Candidate candidate;
        candidate.user = row.text("user_id");
        candidate.idle_since = row.time("idle_since");
        candidate.turn = row.integer("turn");
        candidate.chats = row.integer("chats");
        candidate.calls = row.integer("calls");
        if (row.integer("chat") >= 0) {
            candidate.capacity = {row.integer("chat"), row.integer("voice")};
        }
        if (with_skills) {
            candidate.skills = skills_of(reader, candidate.user);
        }
        found.push_back(std::move(candidate));
    }
    return found;
}

bool is_eligible(const Candidate& candidate, const Waiting& waiting) {
    return candidate.has_room_for(waiting.voice) &&
           std::find(waiting.refused_by.begin(), waiting.refused_by.end(), candidate.user) ==
               waiting.refused_by.end() &&
           std::all_of(waiting.asked_for.begin(), waiting.asked_for.end(),
                       [&](const Skill& skill) { return level_in(candidate.skills, skill.key) >= skill.level; });
}

bool is_better(Strategy strategy, const Waiting& waiting, const Candidate& a, const Candidate& b) {
    const auto rest = [](const Candidate& c) { return std::tuple(c.idle_since.ms, c.turn, std::string_view(c.user)); };
    switch (strategy) {
        case Strategy::longest_idle:
            // Who has nothing in hand before who has: nobody gets a second chat before a colleague has a first.
            return std::tuple(a.chats > 0, rest(a)) < std::tuple(b.chats > 0, rest(b));
        case Strategy::round_robin:
            return std::tuple(a.turn, std::string_view(a.user)) < std::tuple(b.turn, std::string_view(b.user));
        case Strategy::least_loaded: {
            const std::int64_t of_a = a.chats * std::max<std::int64_t>(1, b.capacity.chat);
            const std::int64_t of_b = b.chats * std::max<std::int64_t>(1, a.capacity.chat);
            return of_a != of_b ? of_a < of_b : rest(a) < rest(b);
        }
        case Strategy::best_skilled:
            return std::tuple(-fitness(a, waiting), rest(a)) < std::tuple(-fitness(b, waiting), rest(b));
    }
    return rest(a) < rest(b);
}

}  // namespace millrace::desk
