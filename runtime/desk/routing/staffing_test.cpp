// Who works in which queue today, and what follows at once.
#include "runtime/desk/routing/staffing.hpp"
#include "runtime/desk/conversations/escalation.hpp"
#include "runtime/desk/desk_floor.hpp"
#include "runtime/desk/queues/queue_service.hpp"
#include "runtime/desk/queues/staff.hpp"

using namespace millrace;
using namespace millrace::desk;
using namespace millrace::desk::testing;

namespace {

Result<Value> move(Floor& floor, const Viewer& by, std::string_view queue, StaffChange change) {
    return floor.work([&](const Work& w) { return staff_queue(w, by, queue, change); });
}

Sight sight(Floor& floor, const Viewer& viewer, const Visitor& customer) {
    const auto reader = floor.store->reader();
    const auto here = reader->org(floor.org);
    return sight_of(here, viewer, *find_conversation(here, customer.conversation));
}

bool works(Floor& floor, std::string_view queue, const Viewer& viewer) {
    return works_in(floor.store->reader()->org(floor.org), queue, viewer.user);
}

}  // namespace

TEST_CASE("QUEUE-1 QUEUE-6 who works in a queue are its team's members, and a change of team is one of work") {
    Floor floor(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    CHECK(works(floor, "sales", floor.anna));
    CHECK_FALSE(works(floor, "sales", floor.ben));
    REQUIRE(floor.change([&](store::Transaction& tx) -> Status {
        const std::string sales = find_team_by_key(tx.org(floor.org), "sales")->id;
        join_team(tx, floor.org, sales, floor.ben.user);
        leave_team(tx, floor.org, sales, floor.anna.user);
        return {};
    }));
    CHECK(works(floor, "sales", floor.ben));
    CHECK_FALSE(works(floor, "sales", floor.anna));
}

TEST_CASE("QUEUE-6 an agent is moved to another queue at work, and routing and sight follow at once") {
    Floor floor(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    floor.online(floor.ben);
    const Visitor customer = floor.waiting("sales");
    CHECK(floor.asked(customer).empty());
    CHECK(sight(floor, floor.ben, customer) == Sight::none);

    const Result<Value> moved = move(floor, floor.supervisor, "sales", {.add = {floor.ben.user}, .remove = {}});
    REQUIRE(moved);
    CHECK(floor.asked(customer) == floor.ben.name);
    CHECK(sight(floor, floor.ben, customer) == Sight::preview);
    CHECK(floor.heard(event::queue_staffed) == 1);
    CHECK((*moved)["items"].as_list().size() == 3);  // the supervisor is of the team, though he is not offered anything
    const auto teams = [&] { return teams_of(floor.store->reader()->org(floor.org), floor.ben.user).size(); };
    CHECK(teams() == 2);

    // Out again: what he was offered goes back, he sees it no more, and he cannot take it.
    REQUIRE(move(floor, floor.supervisor, "sales", {.add = {}, .remove = {floor.ben.user}}));
    CHECK(floor.asked(customer).empty());
    CHECK(sight(floor, floor.ben, customer) == Sight::none);
    CHECK(floor.take(floor.ben, customer).error().code == "conversation.unknown");

    SECTION("a member of the team may be taken out of its queue, and put back") {
        REQUIRE(move(floor, floor.supervisor, "sales", {.add = {}, .remove = {floor.anna.user}}));
        floor.online(floor.anna);
        CHECK(floor.asked(customer).empty());
        CHECK(sight(floor, floor.anna, customer) == Sight::none);
        REQUIRE(move(floor, floor.supervisor, "sales", {.add = {floor.anna.user}, .remove = {}}));
        CHECK(floor.asked(customer) == floor.anna.name);
    }
    SECTION("what he has stays his") {
        REQUIRE(move(floor, floor.supervisor, "sales", {.add = {floor.ben.user}, .remove = {}}));
        REQUIRE(floor.accept(floor.ben, customer));
        REQUIRE(move(floor, floor.supervisor, "sales", {.add = {}, .remove = {floor.ben.user}}));
        CHECK(floor.look(customer).agent == floor.ben.user);
        CHECK(sight(floor, floor.ben, customer) == Sight::whole);
    }
}

TEST_CASE("QUEUE-6 one moves only one's own people, into one's own queues") {
    Floor floor(Kind::memory);
    CHECK(move(floor, floor.anna, "sales", {.add = {floor.ben.user}, .remove = {}}).error().code == "queue.unknown");
    Viewer lead = floor.ben;
    lead.role = desk::Role::team_lead;
    CHECK(move(floor, lead, "sales", {.add = {floor.ben.user}, .remove = {}}).error().code == "queue.unknown");
    const Result<Value> nobody = move(floor, floor.supervisor, "sales", {.add = {"nobody"}, .remove = {}});
    CHECK(nobody.error().code == "user.unknown");
    CHECK(nobody.error().pointer == "/add/0");
    CHECK(move(floor, floor.admin, "sales", {.add = {floor.admin.user}, .remove = {}}).error().pointer == "/add/0");
}

namespace {

void make_escalation_queue(Floor& floor, std::string target = "") {
    REQUIRE(floor.work([&](const Work& w) {
        return create_queue(w, {.key = "escalation",
                                .title = "Escalations",
                                .team = "support",
                                .escalation = true,
                                .escalation_target = target});
    }));
}

Result<Value> escalate(Floor& floor, const Viewer& by, const Visitor& customer, std::string_view reason) {
    return floor.work([&](const Work& w) { return escalate_conversation(w, by, customer.conversation, reason); });
}

}  // namespace

TEST_CASE("QUEUE-7 an agent escalates his own into a queue of its own, with place and clock and a reason") {
    Floor floor(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    floor.online(floor.anna);
    const Visitor customer = floor.waiting("sales");
    CHECK(escalate(floor, floor.anna, customer, "angry").error().code == "conversation.preview_only");
    REQUIRE(floor.accept(floor.anna, customer));
    const auto since = floor.look(customer).waiting_since;
    CHECK(escalate(floor, floor.anna, customer, "angry").error().code == "queue.no_escalation");
    make_escalation_queue(floor);
    CHECK(escalate(floor, floor.anna, customer, " ").error().pointer == "/reason");
    CHECK(escalate(floor, floor.ben, customer, "angry").error().code == "conversation.unknown");

    floor.pass(minutes(2));
    REQUIRE(escalate(floor, floor.anna, customer, "wants his money back"));
    CHECK(floor.look(customer).queue == "escalation");
    CHECK(floor.look(customer).status == "queued");
    CHECK(floor.look(customer).waiting_since == since);
    CHECK(floor.heard(event::conversation_escalated) == 1);
    CHECK(floor.asked(customer).empty());  // not to her again, and nobody else is there
    const auto reader = floor.store->reader();
    const auto here = reader->org(floor.org);
    const Value whole = show_in_full(here, floor.look(customer));
    CHECK(whole["notes"].as_list()[0]["text"] == Value("Escalated: wants his money back"));
    CHECK(show_queue(here, *find_queue(here, "escalation"), floor.clock.time)["escalation"] == Value(true));
}

TEST_CASE("QUEUE-7 X-10 escalations go to agents, and to who leads only where the queue says so") {
    Floor floor(GENERATE(Kind::memory, Kind::postgres));
    const bool to_supervisors = GENERATE(false, true);
    make_escalation_queue(floor, to_supervisors ? "supervisor" : "agent");
    floor.online(floor.anna);
    const Visitor customer = floor.waiting("sales");
    REQUIRE(floor.accept(floor.anna, customer));
    REQUIRE(escalate(floor, floor.anna, customer, "beyond me"));
    floor.online(floor.ben);
    if (!to_supervisors) {
        CHECK(floor.asked(customer) == floor.ben.name);
        CHECK(floor.status(floor.supervisor, "online").error().code == "agent.not_routable");
        return;
    }
    CHECK(floor.asked(customer).empty());
    floor.online(floor.supervisor);
    CHECK(floor.asked(customer) == floor.supervisor.name);
    REQUIRE(floor.accept(floor.supervisor, customer));
    CHECK(floor.look(customer).agent == floor.supervisor.user);
    // Nothing else is ever offered to him, and never anything to an admin.
    REQUIRE(floor.status(floor.ben, "offline"));
    REQUIRE(floor.status(floor.anna, "offline"));
    CHECK(floor.asked(floor.waiting("sales")).empty());
    CHECK(floor.status(floor.admin, "online").error().code == "agent.not_routable");
}

TEST_CASE("QUEUE-7 an org has one escalation queue") {
    Floor floor(Kind::memory);
    make_escalation_queue(floor);
    const auto change = [&](std::string key, QueueChange wanted) {
        return floor.work([&](const Work& w) { return change_queue(w, key, wanted); });
    };
    CHECK(change("sales", {.title = {}, .escalation = true, .escalation_target = {}}).error().code ==
          "queue.escalation_exists");
    CHECK(change("sales", {.title = {}, .escalation = {}, .escalation_target = "supervisor"}).error().pointer ==
          "/escalation_target");
    REQUIRE(change("escalation", {.title = "Second line", .escalation = {}, .escalation_target = "supervisor"}));
    CHECK(find_escalation_queue(floor.store->reader()->org(floor.org))->for_leads);
}

TEST_CASE("ESC-8 who is taken over from is told so, and has it no more") {
    Floor floor(GENERATE(Kind::memory, Kind::postgres));
    floor.online(floor.anna);
    const Visitor customer = floor.waiting("support");
    REQUIRE(floor.accept(floor.anna, customer));
    floor.events.clear();
    REQUIRE(floor.work([&](const Work& w) {
        return assign_conversation(w, floor.supervisor, customer.conversation, floor.supervisor.user);
    }));
    const auto told = std::find_if(floor.events.begin(), floor.events.end(), [&](const DeskEvent& each) {
        return each.name == event::conversation_assigned &&
               std::find(each.topics.begin(), each.topics.end(), "rep:" + floor.anna.user) != each.topics.end();
    });
    REQUIRE(told != floor.events.end());
    CHECK(told->payload["agent_name"] == Value(floor.supervisor.name));
    const Result<Value> said =
        floor.work([&](const Work& w) { return reply(w, floor.anna, customer.conversation, "One moment"); });
    CHECK(said.error().code == "conversation.unknown");
}
