// Back from a person to the flow.
#include "runtime/desk/agents/presence.hpp"
#include "runtime/desk/conversations/transitions.hpp"
#include "runtime/desk/desk_world.hpp"
#include "runtime/desk/queues/queue.hpp"

namespace millrace::desk::testing {
namespace {

using Names = std::vector<std::string>;

struct Bot : World {
    explicit Bot(Kind kind) : World(kind) {}

    Visitor taken() {
        const Visitor customer = visitor();
        queue(customer, "support");
        REQUIRE(take(anna, customer));
        return customer;
    }
    Status hand_back(const Visitor& customer) {
        return work([&](const Work& w) { return desk::hand_back(w, look(customer), anna.user, anna.name); });
    }
    int events_of(std::string_view name) const {
        return static_cast<int>(
            std::count_if(events.begin(), events.end(), [&](const DeskEvent& each) { return each.name == name; }));
    }
};

TEST_CASE("CONV-13 what a person hands back is the flow's again, and the run that waits for it hears so") {
    Bot world(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    const Visitor customer = world.taken();
    world.add_run(RunId{77}, customer, "triage");

    REQUIRE(world.hand_back(customer));
    CHECK(world.signals() == Names{"conversation.handed_back"});
    CHECK(world.sent[0].signal()->signal.payload["agent"] == Value(world.anna.user));
    const Conversation now = world.look(customer);
    CHECK(now.status == "new");
    CHECK(now.owner == "flow");
    CHECK(now.agent.empty());
    CHECK(now.queue == "support");
    CHECK(load_of(world.store->reader()->org(world.org), world.anna.user).all() == 0);

    // The flow hears the customer again.
    REQUIRE(world.say(customer, "m1", "Hello?"));
    CHECK(world.signals() == Names{"message.received"});
    CHECK(world.hand_back(customer).error().code == "conversation.not_assigned");
}

TEST_CASE("Where the run has ended, handing back begins the channel's entry flow anew") {
    Bot world(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    const Visitor customer = world.taken();

    REQUIRE(world.hand_back(customer));
    REQUIRE(world.sent.size() == 1);
    REQUIRE(world.sent[0].start() != nullptr);
    CHECK(world.sent[0].start()->flow == world.channel.entry_flow);
    CHECK(world.sent[0].start()->owner);
    CHECK(world.look(customer).status == "new");
    CHECK(world.look(customer).owner == "flow");
}

TEST_CASE("Nothing is handed back to nobody") {
    Bot world(Kind::memory);
    const Visitor customer = world.taken();
    REQUIRE(world.change([&](store::Transaction& tx) -> Status {
        set_entry_flow(tx, world.org, world.channel.key, "");
        return {};
    }));

    CHECK(world.hand_back(customer).error().code == "conversation.no_flow");
    CHECK(world.look(customer).status == "assigned");
    CHECK(world.look(customer).agent == world.anna.user);
}

TEST_CASE("A visitor hears that his conversation was handed back, not by whom") {
    Bot world(Kind::memory);
    const Visitor customer = world.taken();
    world.events.clear();
    REQUIRE(world.hand_back(customer));

    int heard = 0;
    for (const DeskEvent& each : world.events) {
        if (each.name == event::conversation_handed_back &&
            each.topics == Names{visitor_topic(customer.conversation)}) {
            CHECK(each.payload["by"].is_nil());
            ++heard;
        }
    }
    CHECK(heard == 1);
    CHECK(world.events_of(event::conversation_handed_back) == 2);
}

TEST_CASE("A run takes its conversation back from a person or a queue, and is not told what it did itself") {
    Bot world(GENERATE(Kind::memory, Kind::file));
    const Visitor customer = world.visitor();
    world.add_run(RunId{77}, customer, "triage");
    world.queue(customer, "support");

    REQUIRE(world.effect(customer, "conversation.hand_back", Map{}));
    CHECK(world.signals().empty());
    CHECK(world.look(customer).status == "new");
    CHECK(!find_entry(world.store->reader()->org(world.org), customer.conversation));

    world.queue(customer, "support");
    REQUIRE(world.take(world.anna, customer));
    REQUIRE(world.effect(customer, "conversation.hand_back", Map{}));
    CHECK(world.look(customer).owner == "flow");
    REQUIRE(world.work([&](const Work& w) { return leave_conversation(w, customer); }));
    REQUIRE(world.effect(customer, "conversation.hand_back", Map{}));
    CHECK(world.look(customer).status == "closed");
}

}  // namespace
}  // namespace millrace::desk::testing
