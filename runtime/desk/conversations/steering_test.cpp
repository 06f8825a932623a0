// How a conversation changes hands: from person to person, to another team, back to its flow.
#include "runtime/desk/conversations/steering.hpp"

#include "runtime/desk/agents/presence.hpp"
#include "runtime/desk/audit/audit.hpp"
#include "runtime/desk/conversations/annotations.hpp"
#include "runtime/desk/conversations/conversation_table.hpp"
#include "runtime/desk/desk_world.hpp"
#include "runtime/desk/fields/field.hpp"
#include "runtime/desk/queues/queue.hpp"

namespace millrace::desk::testing {
namespace {

struct Hands : World {
    explicit Hands(Kind kind) : World(kind) {}

    Visitor with_anna() {
        const Visitor customer = visitor();
        REQUIRE(say(customer, "m1", "My invoice is wrong"));
        queue(customer, "support", "high");
        REQUIRE(take(anna, customer));
        return customer;
    }
    void online(const Viewer& viewer) {
        REQUIRE(work([&](const Work& w) { return set_my_status(w, viewer, "online", ""); }));
    }
    Result<Value> give(const Viewer& by, const Visitor& customer, const Viewer& to) {
        return work([&](const Work& w) { return transfer_to_agent(w, by, customer.conversation, to.user); });
    }
    Result<Value> hand_back(const Viewer& by, const Visitor& customer) {
        return work([&](const Work& w) { return hand_back_conversation(w, by, customer.conversation); });
    }
    // Everything that is known of it, but whose it is.
    Value record_of(const Visitor& customer) {
        const auto reader = store->reader();
        const auto here = reader->org(org);
        return Map{{"tags", show_in_full(here, look(customer))["tags"]},
                   {"notes", show_in_full(here, look(customer))["notes"]},
                   {"fields", show_in_full(here, look(customer))["fields"]},
                   {"priority", to_text(look(customer).priority)},
                   {"since", to_text(*look(customer).waiting_since)},
                   {"messages", (*show_messages(here, admin, customer.conversation, 0))["items"]}};
    }
};

TEST_CASE(
    "RBAC-7 QUEUE-8 a conversation goes on to a colleague who is online and has room, with all that is known of it") {
    Hands hands(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    const Visitor customer = hands.with_anna();
    REQUIRE(hands.work([&](const Work& w) { return add_note(w, hands.anna, customer.conversation, "Be kind"); }));
    REQUIRE(hands.work([&](const Work& w) { return add_tag(w, hands.anna, customer.conversation, "vip"); }));
    REQUIRE(hands.effect(customer, "conversation.set_field", Map{{"field", "order"}, {"value", 4711}}));
    const Value before = hands.record_of(customer);

    CHECK(hands.give(hands.anna, customer, hands.ben).error().code == "agent.not_available");
    hands.online(hands.ben);
    CHECK(hands.give(hands.ben, customer, hands.anna).error().code == "conversation.unknown");
    CHECK(hands.give(hands.anna, customer, hands.anna).error().code == "user.has_it");
    CHECK(hands.give(hands.anna, customer, hands.admin).error().code == "user.not_in_team");
    REQUIRE(hands.change([&](store::Transaction& tx) -> Status {
        set_capacity(tx, hands.org, hands.ben.user, {.chat = 0, .voice = 0});
        return {};
    }));
    CHECK(hands.give(hands.anna, customer, hands.ben).error().code == "agent.at_capacity");
    REQUIRE(hands.change([&](store::Transaction& tx) -> Status {
        set_capacity(tx, hands.org, hands.ben.user, {.chat = 2, .voice = 0});
        return {};
    }));
    CHECK(hands.look(customer).agent == hands.anna.user);

    REQUIRE(hands.give(hands.anna, customer, hands.ben));
    CHECK(hands.look(customer).agent == hands.ben.user);
    CHECK(hands.look(customer).status == "assigned");
    CHECK(hands.record_of(customer) == before);
    const auto reader = hands.store->reader();
    const auto entries =
        list_audit(reader->org(hands.org), {.object = "conversation:" + to_text(customer.conversation), .limit = 1});
    CHECK(entries[0].action == "conversation.assigned");
    CHECK(show_conversation(reader->org(hands.org), hands.anna, customer.conversation).error().code ==
          "conversation.unknown");
}

TEST_CASE("CONV-10 what goes to another team keeps its history, tags, notes, fields and its place in line") {
    Hands hands(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    const Visitor customer = hands.with_anna();
    REQUIRE(hands.work([&](const Work& w) { return add_note(w, hands.anna, customer.conversation, "Be kind"); }));
    REQUIRE(hands.work([&](const Work& w) { return add_tag(w, hands.anna, customer.conversation, "vip"); }));
    REQUIRE(hands.effect(customer, "conversation.set_field", Map{{"field", "order"}, {"value", 4711}}));
    const Value before = hands.record_of(customer);
    hands.clock.time = hands.clock.time + minutes(5);

    REQUIRE(hands.work([&](const Work& w) {
        return transfer_conversation(w, hands.anna, customer.conversation, "customer_service");
    }));
    CHECK(hands.look(customer).queue == "customer_service");
    CHECK(hands.record_of(customer) == before);
    REQUIRE(hands.take(hands.ben, customer));
    CHECK(hands.record_of(customer) == before);
}

TEST_CASE("CONV-13 who has a conversation hands it back to its flow; who leads the team may too") {
    Hands hands(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    const Visitor customer = hands.with_anna();
    hands.add_run(RunId{77}, customer, "triage");

    CHECK(hands.hand_back(hands.ben, customer).error().code == "conversation.unknown");
    REQUIRE(hands.hand_back(hands.anna, customer));
    CHECK(hands.signals() == std::vector<std::string>{"conversation.handed_back"});
    CHECK(hands.look(customer).owner == "flow");
    hands.queue(customer, "support");
    REQUIRE(hands.take(hands.anna, customer));
    REQUIRE(hands.hand_back(hands.supervisor, customer));
    CHECK(hands.look(customer).status == "new");
    CHECK(hands.hand_back(hands.admin, customer).error().code == "conversation.not_assigned");
}

}  // namespace
}  // namespace millrace::desk::testing
