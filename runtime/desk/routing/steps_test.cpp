// What flows ask of routing by name.
#include "runtime/desk/routing/steps.hpp"
#include "runtime/desk/agents/presence.hpp"
#include "runtime/desk/conversations/transitions.hpp"
#include "runtime/desk/desk_world.hpp"
#include "runtime/desk/queues/queue.hpp"
#include "runtime/desk/routing/policy.hpp"
#include "runtime/desk/teams/team.hpp"

using namespace millrace;
using namespace millrace::desk;
using namespace millrace::desk::testing;

namespace {

struct Steps : World {
    explicit Steps(Kind kind) : World(kind) {}

    void online(const Viewer& viewer) {
        REQUIRE(work([&](const Work& w) { return set_my_status(w, viewer, "online", ""); }));
    }
    std::optional<Signal> asked(const Visitor& customer, std::string_view name, Map payload) {
        const Result<std::optional<Signal>> answer = effect(customer, name, std::move(payload));
        INFO((answer ? std::string() : answer.error().message));
        REQUIRE(answer);
        return *answer;
    }
    // Why he cannot have it; empty when he has it now.
    std::string assign(const Visitor& customer, const std::string& user) {
        const std::optional<Signal> answer = asked(customer, "conversation.assign", Map{{"user", user}});
        if (answer && answer->is("agent.unavailable")) {
            return std::string(answer->payload["reason"].as_string());
        }
        return "";
    }
    Value read(std::string_view question, Value about) {
        const auto reader = store->reader();
        return (*reads.find(question))(reader->org(org), {}, about);
    }
    std::optional<QueueEntry> entry(const Visitor& customer) {
        return find_entry(store->reader()->org(org), customer.conversation);
    }
    Visitor waiting(std::string key) {
        clock.time = clock.time + milliseconds(1);
        const Visitor customer = visitor();
        queue(customer, std::move(key));
        return customer;
    }
};

}  // namespace

TEST_CASE("a flow gives a conversation to a person who could be offered it, and its run hears so once") {
    Steps floor(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    floor.online(floor.anna);
    const Visitor customer = floor.visitor();
    floor.add_run(RunId{77}, customer, "vip_routing");

    CHECK(floor.assign(customer, floor.anna.user).empty());
    CHECK(floor.signals() == std::vector<std::string>{"conversation.assigned"});
    CHECK(floor.look(customer).status == "assigned");
    CHECK(floor.look(customer).agent == floor.anna.user);
    // Asked once more it is true already, and there is nothing new to hear.
    const std::optional<Signal> again = floor.asked(customer, "conversation.assign", Map{{"user", floor.anna.user}});
    REQUIRE(again);
    CHECK(again->is("conversation.assigned"));
    CHECK(floor.signals().empty());
}

TEST_CASE("whom a flow names is held to presence, team, room and skills, as for an offer") {
    Steps floor(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    const Visitor customer = floor.waiting("customer_service");

    CHECK(floor.assign(customer, "nobody") == "unknown");
    CHECK(floor.assign(customer, floor.admin.user) == "not_routable");
    CHECK(floor.assign(customer, floor.supervisor.user) == "not_routable");
    CHECK(floor.assign(customer, floor.anna.user) == "offline");
    floor.online(floor.anna);
    CHECK(floor.assign(customer, floor.anna.user) == "not_in_team");

    // It asks for what Ben does not know; he is there, so it is not offered to him either.
    REQUIRE(floor.change([&](store::Transaction& tx) {
        QueuePolicy policy;
        policy.skills = {{"english", 5}};
        return set_policy(tx, floor.org, "customer_service", policy);
    }));
    floor.online(floor.ben);
    CHECK(floor.assign(customer, floor.ben.user) == "lacks_skills");
    REQUIRE(floor.change([&](store::Transaction& tx) -> Status {
        set_skills(tx, floor.org, floor.ben.user, {{"english", 5}});
        set_capacity(tx, floor.org, floor.ben.user, Capacity{0, 1});
        return {};
    }));
    CHECK(floor.assign(customer, floor.ben.user) == "busy");
    CHECK(floor.look(customer).status == "queued");
    CHECK(floor.entry(customer));
    REQUIRE(floor.change([&](store::Transaction& tx) -> Status {
        set_capacity(tx, floor.org, floor.ben.user, Capacity{1, 1});
        return {};
    }));
    CHECK(floor.assign(customer, floor.ben.user).empty());
    CHECK(!floor.entry(customer));

    REQUIRE(floor.close(floor.ben, customer));
    CHECK(floor.assign(customer, floor.ben.user) == "closed");
}

TEST_CASE("What is offered to him already counts as his room, not against it") {
    Steps floor(Kind::memory);
    REQUIRE(floor.change([&](store::Transaction& tx) -> Status {
        set_capacity(tx, floor.org, floor.anna.user, Capacity{1, 1});
        return {};
    }));
    floor.online(floor.anna);
    const Visitor customer = floor.waiting("sales");
    REQUIRE(floor.look(customer).offered_to == floor.anna.user);
    CHECK(floor.assign(customer, floor.anna.user).empty());
    CHECK(floor.look(customer).agent == floor.anna.user);
}

TEST_CASE("A flow moves what waits on to another queue, with its place, its clock and its run") {
    Steps floor(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    const Visitor customer = floor.waiting("sales");
    const Time since = floor.entry(customer)->since;
    floor.clock.time = floor.clock.time + minutes(5);

    const std::optional<Signal> moved = floor.asked(customer, "queue.transfer", Map{{"queue", "support"}});
    REQUIRE(moved);
    CHECK(moved->is("queue.changed"));
    CHECK(moved->payload["waits"] == Value(true));
    CHECK(moved->payload["queue"] == Value("support"));
    CHECK(floor.entry(customer)->queue == "support");
    CHECK(floor.entry(customer)->since == since);
    CHECK(floor.entry(customer)->run == RunId{77});
    CHECK(floor.look(customer).owner == "flow");

    CHECK(floor.effect(customer, "queue.transfer", Map{{"queue", "gone"}}).error().code == "queue.unknown");
    REQUIRE(floor.take(floor.anna, customer));
    CHECK(floor.asked(customer, "queue.transfer", Map{{"queue", "sales"}})->payload["waits"] == Value(false));
    CHECK(floor.look(customer).agent == floor.anna.user);
}

TEST_CASE("A flow makes what waits more or less urgent, and it is served accordingly") {
    Steps floor(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    const Visitor first = floor.waiting("sales");
    const Visitor second = floor.waiting("sales");
    const Time since = floor.entry(second)->since;
    const auto front = [&] { return entries_of(floor.store->reader()->org(floor.org), "sales", 1)[0].conversation; };
    REQUIRE(front() == first.conversation);

    const std::optional<Signal> raised = floor.asked(second, "queue.prioritize", Map{{"change", "raise"}});
    REQUIRE(raised);
    CHECK(raised->payload["priority"] == Value("high"));
    CHECK(front() == second.conversation);
    CHECK(floor.entry(second)->since == since);
    CHECK(floor.look(second).priority == Priority::high);

    floor.asked(second, "queue.prioritize", Map{{"change", "set"}, {"priority", "low"}});
    CHECK(front() == first.conversation);
    CHECK(floor.asked(second, "queue.prioritize", Map{{"change", "lower"}})->payload["priority"] == Value("low"));
    floor.asked(first, "queue.prioritize", Map{{"change", "set"}, {"priority", "urgent"}});
    CHECK(floor.asked(first, "queue.prioritize", Map{{"change", "raise"}})->payload["priority"] == Value("urgent"));

    REQUIRE(floor.take(floor.anna, first));
    CHECK(floor.asked(first, "queue.prioritize", Map{{"change", "raise"}})->payload["waits"] == Value(false));
}

TEST_CASE("A companion moves nobody") {
    Steps floor(Kind::memory);
    const Visitor customer = floor.waiting("sales");
    floor.add_run(RunId{88}, customer, "watching", false);
    for (const char* name : {"queue.transfer", "queue.prioritize", "conversation.assign", "conversation.hand_back"}) {
        INFO(name);
        const Map payload{{"queue", "support"}, {"user", floor.anna.user}};
        CHECK(floor.effect(customer, name, payload, RunId{88}).error().code == "flow.companion_talks");
    }
}

TEST_CASE("A flow sees whether somebody is free for a queue, and whom it would ask") {
    Steps floor(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    CHECK(floor.read("free_agents", "gone").is_nil());
    CHECK(floor.read("free_agents", "support")["count"] == Value(0));
    CHECK(floor.read("free_agents", "support")["agent"].is_nil());

    floor.online(floor.anna);
    floor.clock.time = floor.clock.time + seconds(1);
    floor.online(floor.ben);
    const Value free = floor.read("free_agents", "support");
    CHECK(free["count"] == Value(2));
    CHECK(free["agent"] == Value(floor.anna.user));
    CHECK(free["agent_name"] == Value(floor.anna.name));
    CHECK(floor.read("free_agents", "sales")["count"] == Value(1));
}
