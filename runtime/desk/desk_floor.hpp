#pragma once

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "runtime/desk/agents/presence.hpp"
#include "runtime/desk/conversations/abandonment.hpp"
#include "runtime/desk/conversations/steering.hpp"
#include "runtime/desk/desk_world.hpp"
#include "runtime/desk/queues/queue.hpp"
#include "runtime/desk/routing/policy.hpp"
#include "runtime/desk/routing/routing.hpp"
#include "runtime/desk/teams/team.hpp"

// The desk at work: people who come and go, customers who wait, and time that the test moves.
namespace millrace::desk::testing {

struct Floor : World {
    explicit Floor(Kind kind) : World(kind) {}

    Result<Value> status(const Viewer& viewer, std::string_view status, std::string_view reason = "") {
        return work([&](const Work& w) { return set_my_status(w, viewer, status, reason); });
    }
    void online(const Viewer& viewer) { REQUIRE(status(viewer, "online")); }
    std::string status_of(const Viewer& viewer) {
        const auto reader = store->reader();
        const auto here = reader->org(org);
        const Value shown = show_agent(here, *find_agent(here, viewer.user), clock.time);
        const std::string reason =
            shown["reason"].is_string() ? "(" + std::string(shown["reason"].as_string()) + ")" : "";
        return std::string(shown["status"].as_string()) + reason;
    }
    // Who is asked to take it; empty: nobody.
    std::string asked(const Visitor& visitor) {
        const std::string user = look(visitor).offered_to;
        for (const Viewer* each : {&anna, &ben, &supervisor, &admin}) {
            if (each->user == user) {
                return each->name;
            }
        }
        return user;
    }
    Result<Value> accept(const Viewer& viewer, const Visitor& visitor) {
        return work([&](const Work& w) { return accept_offer(w, viewer, visitor.conversation); });
    }
    Result<Value> decline(const Viewer& viewer, const Visitor& visitor) {
        return work([&](const Work& w) { return decline_offer(w, viewer, visitor.conversation); });
    }
    Result<Value> transfer(const Viewer& viewer, const Visitor& visitor, std::string_view queue) {
        return work([&](const Work& w) { return transfer_conversation(w, viewer, visitor.conversation, queue); });
    }
    void policy(std::string_view queue, const QueuePolicy& policy) {
        REQUIRE(change([&](store::Transaction& tx) { return set_policy(tx, org, queue, policy); }));
    }
    void skilled(const Viewer& viewer, const std::vector<Skill>& skills) {
        REQUIRE(change([&](store::Transaction& tx) -> Status {
            set_skills(tx, org, viewer.user, skills);
            return {};
        }));
    }
    // Time goes on, and people and customers stay connected, except for whom this is said.
    void pass(Duration time, const Viewer* gone = nullptr) {
        clock.time = clock.time + time;
        const Result<bool> done = work([&](const Work& w) -> Result<bool> {
            for (const Viewer* each : {&anna, &ben, &supervisor}) {
                if (each != gone) {
                    agent_seen(w, each->user, w.now() + seen_for);
                }
            }
            for (const ConversationId each : customers) {
                if (!absent.contains(each)) {
                    visitor_seen(w, each);
                }
            }
            while (route_what_is_due(w)) {
            }
            return true;
        });
        REQUIRE(done);
    }
    Visitor waiting(std::string key, std::string priority = "normal") {
        clock.time = clock.time + milliseconds(1);
        const Visitor customer = visitor();
        customers.insert(customer.conversation);
        queue(customer, std::move(key), std::move(priority));
        return customer;
    }
    int heard(std::string_view name) const {
        return static_cast<int>(
            std::count_if(events.begin(), events.end(), [&](const DeskEvent& each) { return each.name == name; }));
    }

    std::set<ConversationId> customers;
    std::set<ConversationId> absent;  // who has closed his page
};

}  // namespace millrace::desk::testing
