// Who is there for customers, what each can take, and how queues give out their work.

#include "api/operations/catalogue.hpp"
#include "api/operations/desk_change.hpp"
#include "api/operations/input.hpp"
#include "api/operations/services.hpp"
#include "api/operations/viewer.hpp"
#include "runtime/desk/agents/presence.hpp"
#include "runtime/desk/audit/audit.hpp"
#include "runtime/desk/queues/queue.hpp"
#include "runtime/desk/routing/policy.hpp"
#include "runtime/desk/routing/routing.hpp"
#include "runtime/desk/work.hpp"

namespace millrace::api {
namespace {

struct StatusInput {
    std::string status;
    std::string reason;
};
void describe(Fields<StatusInput>& fields) {
    fields.add("status", &StatusInput::status).required().help("online, offline or paused.");
    fields.add("reason", &StatusInput::reason).help("Of a pause: one of GET /api/pause-reasons.");
}
struct SkillsInput {
    std::vector<desk::Skill> skills;
};
void describe(Fields<SkillsInput>& fields) {
    fields.add("skills", &SkillsInput::skills).help("In place of all that he had.");
}
struct PauseReasonInput {
    std::string title;
    std::optional<Duration> limit;
};
void describe(Fields<PauseReasonInput>& fields) {
    fields.add("title", &PauseReasonInput::title).required();
    fields.add("limit", &PauseReasonInput::limit).help("A longer pause is told to those who lead the team.");
}

Value show_reasons(store::OrgReader reader) {
    List items;
    for (const desk::PauseReason& reason : desk::pause_reasons(reader)) {
        if (!reason.system) {
            items.push(Map{{"key", reason.key},
                           {"title", reason.title},
                           {"limit", reason.limit ? Value(to_text(*reason.limit)) : Value()}});
        }
    }
    return Map{{"items", std::move(items)}};
}

http::Answer me(const Call& call) {
    const auto reader = call.services.store.reader();
    const store::OrgReader here = reader->org(call.org());
    const std::optional<desk::Agent> agent = desk::find_agent(here, call.caller.user_id);
    if (!agent) {
        return problem_of({"agent.not_routable", "expected an agent or a team lead but the role " + call.caller.role +
                                                     " is never offered work"});
    }
    return http::Answer::json(desk::show_agent(here, *agent, call.services.store.clock().now()));
}

http::Answer set_my_status(const Call& call) {
    const Result<StatusInput> input = input_of<StatusInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    return change_desk(call, 200, [input = *input](const desk::Work& work, const desk::Viewer& viewer) {
        return desk::set_my_status(work, viewer, input.status, input.reason);
    });
}

http::Answer set_status(const Call& call) {
    const Result<StatusInput> input = input_of<StatusInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    return change_desk(
        call, 200,
        [input = *input, user = std::string(call.param("id"))](const desk::Work& work, const desk::Viewer& viewer) {
            return desk::override_status(work, viewer, user, input.status, input.reason);
        });
}

http::Answer list_agents(const Call& call) {
    const auto reader = call.services.store.reader();
    return http::Answer::json(
        desk::show_agents(reader->org(call.org()), viewer_of(call.caller), call.services.store.clock().now()));
}

http::Answer directory(const Call& call) {
    const auto reader = call.services.store.reader();
    const Result<Value> shown =
        desk::show_directory(reader->org(call.org()), viewer_of(call.caller), call.services.store.clock().now());
    return shown ? http::Answer::json(*shown) : problem_of(shown.error());
}

Value ability_of(const desk::Work& work, const desk::Agent& agent) {
    const Value shown = desk::show_agent(work.reader(), agent, work.now());
    return Map{{"capacity", shown["capacity"]}, {"skills", shown["skills"]}};
}

// What an agent can: written, and at once looked at by routing.
http::Answer set_ability(const Call& call, std::function<void(const desk::Work&, const std::string&)> set) {
    return change_desk(
        call, 200,
        [set = std::move(set), user = std::string(call.param("id"))](const desk::Work& work,
                                                                     const desk::Viewer&) -> Result<Value> {
            const std::optional<desk::Agent> agent = desk::find_agent(work.reader(), user);
            if (!agent) {
                return Error{"agent.unknown", "expected an agent of this org but there is none of this id"};
            }
            const Value before = ability_of(work, *agent);
            set(work, user);
            desk::record(work, "agent.changed", "agent:" + user, before, ability_of(work, *agent));
            desk::route_to(work, user);
            desk::route_now(work);
            return desk::show_agent(work.reader(), *agent, work.now());
        });
}

http::Answer set_skills(const Call& call) {
    const Result<SkillsInput> input = input_of<SkillsInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    return set_ability(call, [skills = input->skills](const desk::Work& work, const std::string& user) {
        desk::set_skills(work.tx, work.org, user, skills);
    });
}

http::Answer set_capacity(const Call& call) {
    const Result<desk::Capacity> input = input_of<desk::Capacity>(call);
    if (!input) {
        return problem_of(input.error());
    }
    return set_ability(call, [capacity = *input](const desk::Work& work, const std::string& user) {
        desk::set_capacity(work.tx, work.org, user, capacity);
    });
}

http::Answer reasons(const Call& call) {
    const auto reader = call.services.store.reader();
    return http::Answer::json(show_reasons(reader->org(call.org())));
}

http::Answer put_reason(const Call& call) {
    const Result<PauseReasonInput> input = input_of<PauseReasonInput>(call);
    if (!input) {
        return problem_of(input.error());
    }
    const desk::PauseReason reason{std::string(call.param("key")), input->title, input->limit, false};
    return change_desk(call, 200, [reason](const desk::Work& work, const desk::Viewer&) -> Result<Value> {
        const Value before = show_reasons(work.reader());
        if (Status put = desk::put_pause_reason(work.tx, work.org, reason); !put) {
            return put.error();
        }
        desk::record(work, "pause_reasons.changed", "pause_reason:" + reason.key, before, show_reasons(work.reader()));
        return show_reasons(work.reader());
    });
}

http::Answer remove_reason(const Call& call) {
    return change_desk(
        call, 200,
        [key = std::string(call.param("key"))](const desk::Work& work, const desk::Viewer&) -> Result<Value> {
            const Value before = show_reasons(work.reader());
            if (!desk::remove_pause_reason(work.tx, work.org, key)) {
                return Error{"pause_reason.not_found",
                             "expected a reason of the org's own but there is no '" + key + "'"};
            }
            desk::record(work, "pause_reasons.changed", "pause_reason:" + key, before, show_reasons(work.reader()));
            return show_reasons(work.reader());
        });
}

Error queue_unknown(const Call& call) {
    return {"queue.unknown", "expected a queue of your teams but there is no '" + std::string(call.param("key")) + "'"};
}

http::Answer routing(const Call& call) {
    const auto reader = call.services.store.reader();
    const store::OrgReader here = reader->org(call.org());
    const std::optional<desk::Queue> queue = desk::find_queue(here, call.param("key"));
    const desk::Viewer viewer = viewer_of(call.caller);
    if (!queue || !desk::sees_queue(here, viewer, *queue)) {
        return problem_of(queue_unknown(call));
    }
    return http::Answer::json(to_value(desk::policy_of(here, queue->key)));
}

http::Answer set_routing(const Call& call) {
    const Result<desk::QueuePolicy> input = input_of<desk::QueuePolicy>(call);
    if (!input) {
        return problem_of(input.error());
    }
    return change_desk(call, 200,
                       [policy = *input, queue = std::string(call.param("key"))](const desk::Work& work,
                                                                                 const desk::Viewer&) -> Result<Value> {
                           const Value before = to_value(desk::policy_of(work.reader(), queue));
                           if (Status set = desk::set_policy(work.tx, work.org, queue, policy); !set) {
                               return set.error();
                           }
                           desk::record(work, "queue.routing_changed", "queue:" + queue, before, to_value(policy));
                           desk::route_queue(work, queue);
                           return to_value(policy);
                       });
}

}  // namespace

void add_agents(std::vector<Operation>& all) {
    all.push_back(getting("/api/agents/me", "agent.status", "Your status, and what you have in hand.", me));
    all.push_back(posting<StatusInput>("/api/agents/me/status", "agent.status",
                                       "Online: you are offered work. Paused, with a reason, or offline: you are not.",
                                       set_my_status));
    all.push_back(getting("/api/agents/directory", "directory.read",
                          "Who works here and who is online; nothing else about them.", directory));
    all.push_back(getting("/api/agents", "agent.read", "The agents of your teams: status, load, skills.", list_agents));
    all.push_back(posting<StatusInput>("/api/agents/{id}/status", "agent.override",
                                       "Changes the status of an agent of your teams.", set_status));
    all.push_back(
        with_method(http::Method::put, posting<SkillsInput>("/api/agents/{id}/skills", "agent.write",
                                                            "What an agent knows, and how well.", set_skills)));
    all.push_back(
        with_method(http::Method::put, posting<desk::Capacity>("/api/agents/{id}/capacity", "agent.write",
                                                               "How much an agent takes at once.", set_capacity)));
    all.push_back(getting("/api/pause-reasons", "agent.status", "Why agents pause, and for how long.", reasons));
    all.push_back(
        with_method(http::Method::put,
                    posting<PauseReasonInput>("/api/pause-reasons/{key}", "agent.write",
                                              "A reason of your own, or another limit for one of ours.", put_reason)));
    all.push_back(with_method(http::Method::del, getting("/api/pause-reasons/{key}", "agent.write",
                                                         "Takes away a reason of your own.", remove_reason)));
    all.push_back(getting("/api/queues/{key}/routing", "queue.read", "How the queue gives out its work.", routing));
    all.push_back(with_method(
        http::Method::put,
        posting<desk::QueuePolicy>("/api/queues/{key}/routing", "queue.write",
                                   "How the queue gives out its work; what is left out is as usual.", set_routing)));
}

}  // namespace millrace::api
