// What may be done in which state, and that all else is refused with the state and changes nothing.

#include <functional>
#include <map>

#include "runtime/desk/agents/presence.hpp"
#include "runtime/desk/conversations/annotations.hpp"
#include "runtime/desk/conversations/steering.hpp"
#include "runtime/desk/desk_world.hpp"
#include "runtime/desk/routing/policy.hpp"
#include "runtime/desk/routing/routing.hpp"

namespace millrace::desk::testing {
namespace {

struct Case {
    std::string action;
    std::function<Result<Value>(const Work&, ConversationId)> act;
    // By state: the code, or the state it is in afterwards.
    std::map<std::string, std::string> outcome;
};

struct States : World {
    explicit States(Kind kind) : World(kind) {
        QueuePolicy policy;
        policy.wrap_up = minutes(1);
        REQUIRE(change([&](store::Transaction& tx) { return set_policy(tx, org, "support", policy); }));
    }

    // Of a conversation of Anna's; she is offline, unless it is to be offered to her.
    Visitor in(std::string_view state) {
        clock.time = clock.time + seconds(1);
        const Visitor customer = visitor();
        add_run(RunId{next_run_++}, customer, "triage");
        if (state == "new") {
            return customer;
        }
        queue(customer, "support");
        if (state == "queued") {
            return customer;
        }
        if (state == "offered") {
            REQUIRE(work([&](const Work& w) { return set_my_status(w, anna, "online", ""); }));
            REQUIRE(look(customer).offered_to == anna.user);
            return customer;
        }
        REQUIRE(take(anna, customer));
        if (state == "wrap_up" || state == "closed") {
            REQUIRE(close(anna, customer));
        }
        if (state == "closed") {
            REQUIRE(work([&](const Work& w) { return complete_conversation(w, anna, customer.conversation); }));
        }
        return customer;
    }

    // So that the next one is alone.
    void tidy(const Visitor& customer) {
        if (!is_over(look(customer))) {
            REQUIRE(close(admin, customer));
        }
        if (look(customer).status == "wrap_up") {
            REQUIRE(work([&](const Work& w) { return complete_conversation(w, admin, customer.conversation); }));
        }
        REQUIRE(work([&](const Work& w) { return set_my_status(w, anna, "offline", ""); }));
    }

private:
    std::uint64_t next_run_ = 1'000;
};

TEST_CASE("CONV-1 in each state exactly what the state allows can be done; the rest is refused and changes nothing") {
    const auto kind = GENERATE(Kind::memory, Kind::file, Kind::postgres);
    const std::vector<std::string> states{"new", "queued", "offered", "assigned", "wrap_up", "closed"};
    for (const std::string& state : states) {
        States world(kind);
        const std::vector<Case> cases{
            {"take",
             [&](const Work& w, ConversationId id) { return take_conversation(w, world.supervisor, id); },
             {{"new", "conversation.unknown"},  // no team's yet: an admin alone sees it
              {"queued", "assigned"},
              {"offered", "assigned"},
              {"assigned", "conversation.already_taken"},
              {"wrap_up", "conversation.closed"},
              {"closed", "conversation.closed"}}},
            {"take by an admin",
             [&](const Work& w, ConversationId id) { return take_conversation(w, world.admin, id); },
             {{"new", "assigned"},
              {"queued", "assigned"},
              {"offered", "assigned"},
              {"assigned", "conversation.already_taken"},
              {"wrap_up", "conversation.closed"},
              {"closed", "conversation.closed"}}},
            {"accept",
             [&](const Work& w, ConversationId id) { return accept_offer(w, world.anna, id); },
             {{"new", "conversation.unknown"},
              {"queued", "offer.unknown"},
              {"offered", "assigned"},
              {"assigned", "offer.unknown"},
              {"wrap_up", "offer.unknown"},
              {"closed", "offer.unknown"}}},
            {"assign",
             [&](const Work& w, ConversationId id) {
                 return assign_conversation(w, world.admin, id, world.supervisor.user);
             },
             {{"new", "assigned"},
              {"queued", "assigned"},
              {"offered", "assigned"},
              {"assigned", "assigned"},
              {"wrap_up", "conversation.closed"},
              {"closed", "conversation.closed"}}},
            {"transfer",
             [&](const Work& w, ConversationId id) { return transfer_conversation(w, world.admin, id, "sales"); },
             {{"new", "conversation.new"},
              {"queued", "queued"},
              {"offered", "offered"},  // she is in that team too
              {"assigned", "queued"},
              {"wrap_up", "conversation.closed"},
              {"closed", "conversation.closed"}}},
            {"transfer to somebody",
             [&](const Work& w, ConversationId id) { return transfer_to_agent(w, world.admin, id, world.ben.user); },
             {{"new", "conversation.new"},
              {"queued", "agent.not_available"},
              {"offered", "agent.not_available"},
              {"assigned", "agent.not_available"},
              {"wrap_up", "conversation.closed"},
              {"closed", "conversation.closed"}}},
            {"hand back",
             [&](const Work& w, ConversationId id) { return hand_back_conversation(w, world.admin, id); },
             {{"new", "conversation.not_assigned"},
              {"queued", "conversation.not_assigned"},
              {"offered", "conversation.not_assigned"},
              {"assigned", "new"},
              {"wrap_up", "conversation.closed"},
              {"closed", "conversation.closed"}}},
            {"close",
             [&](const Work& w, ConversationId id) { return close_conversation(w, world.admin, id, "resolved"); },
             {{"new", "closed"},
              {"queued", "closed"},
              {"offered", "closed"},
              {"assigned", "wrap_up"},
              {"wrap_up", "conversation.closed"},
              {"closed", "conversation.closed"}}},
            {"complete",
             [&](const Work& w, ConversationId id) { return complete_conversation(w, world.admin, id); },
             {{"new", "conversation.not_wrapping_up"},
              {"queued", "conversation.not_wrapping_up"},
              {"offered", "conversation.not_wrapping_up"},
              {"assigned", "conversation.not_wrapping_up"},
              {"wrap_up", "closed"},
              {"closed", "conversation.not_wrapping_up"}}},
            {"reopen",
             [&](const Work& w, ConversationId id) { return reopen_conversation(w, world.admin, id); },
             {{"new", "conversation.open"},
              {"queued", "conversation.open"},
              {"offered", "conversation.open"},
              {"assigned", "conversation.open"},
              {"wrap_up", "queued"},
              {"closed", "queued"}}},
            {"answer",
             [&](const Work& w, ConversationId id) { return reply(w, world.anna, id, "Hello"); },
             {{"new", "conversation.unknown"},
              {"queued", "conversation.preview_only"},
              {"offered", "conversation.preview_only"},
              {"assigned", "assigned"},
              {"wrap_up", "conversation.closed"},
              {"closed", "conversation.closed"}}},
        };
        for (const Case& each : cases) {
            INFO(each.action << " when " << state);
            const Visitor customer = world.in(state);
            REQUIRE(std::string(status_for_staff(world.look(customer))) == state);
            world.events.clear();
            const Result<Value> done = world.work([&](const Work& w) { return each.act(w, customer.conversation); });
            const std::string& expected = each.outcome.at(state);
            const std::string now(status_for_staff(world.look(customer)));
            if (done) {
                CHECK(now == expected);
            } else {
                CHECK(done.error().code == expected);
                CHECK(now == state);
                CHECK(world.events.empty());
                CHECK(world.sent.empty());
            }
            world.tidy(customer);
        }
    }
}

TEST_CASE("CONV-2 a supervisor closes any conversation of his teams, with a reason, and nobody else's") {
    States world(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    for (const std::string_view state : {"queued", "assigned"}) {
        const Visitor customer = world.in(state);
        CHECK(world.close(world.supervisor, customer, "").error().code == "close_reason.unknown");
        CHECK(world.close(world.ben, customer, "resolved").error().code ==
              (state == "queued" ? "conversation.preview_only" : "conversation.unknown"));
        REQUIRE(world.close(world.supervisor, customer, "duplicate"));
        CHECK(world.look(customer).close_reason == "duplicate");
    }
    const Visitor nobodys = world.in("new");
    CHECK(world.close(world.supervisor, nobodys, "resolved").error().code == "conversation.unknown");
}

}  // namespace
}  // namespace millrace::desk::testing
