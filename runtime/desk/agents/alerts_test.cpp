// What those who lead are told about their people, and what people see of one another.
#include "runtime/desk/agents/alerts.hpp"
#include "runtime/desk/audit/audit.hpp"
#include "runtime/desk/desk_floor.hpp"
#include "runtime/desk/settings/settings.hpp"

using namespace millrace;
using namespace millrace::desk;
using namespace millrace::desk::testing;

namespace {

std::size_t alerts(Floor& floor, const Viewer& viewer) {
    const auto reader = floor.store->reader();
    return show_alerts(reader->org(floor.org), viewer).size();
}

void decide(Floor& floor, const DeskSettings& settings) {
    REQUIRE(floor.work([&](const Work& w) -> Result<bool> {
        const Status set = set_desk_settings(w, settings);
        return set ? Result<bool>(true) : Result<bool>(set.error());
    }));
}

const DeskEvent* last(const Floor& floor, std::string_view name) {
    const auto found = std::find_if(floor.events.rbegin(), floor.events.rend(),
                                    [&](const DeskEvent& each) { return each.name == name; });
    return found == floor.events.rend() ? nullptr : &*found;
}

bool reaches(const DeskEvent& event, const std::string& topic) {
    return std::find(event.topics.begin(), event.topics.end(), topic) != event.topics.end();
}

}  // namespace

TEST_CASE("AGST-5 X-25 a pause over its limit is told once, stands while it lasts, and is over with it") {
    Floor floor(GENERATE(Kind::memory, Kind::file, Kind::postgres));
    floor.online(floor.anna);
    REQUIRE(floor.status(floor.anna, "paused", "smoke"));
    floor.pass(minutes(10));
    CHECK(floor.heard(event::agent_alert_raised) == 1);
    const DeskEvent* told = last(floor, event::agent_alert_raised);
    CHECK(told->payload["kind"] == Value("pause_exceeded"));
    CHECK(told->payload["reason"] == Value("smoke"));
    CHECK(reaches(*told, "rep:" + floor.anna.user));
    floor.pass(minutes(5));
    CHECK(floor.heard(event::agent_alert_raised) == 1);
    CHECK(alerts(floor, floor.supervisor) == 1);
    CHECK(alerts(floor, floor.ben) == 0);
    floor.online(floor.anna);
    CHECK(alerts(floor, floor.supervisor) == 0);

    // Case work has no limit.
    REQUIRE(floor.status(floor.anna, "paused", "case_work"));
    floor.pass(hours(5));
    CHECK(floor.heard(event::agent_alert_raised) == 1);
}

TEST_CASE("AGST-5 an agent who has work and does nothing is told about, until he does something") {
    Floor floor(GENERATE(Kind::memory, Kind::postgres));
    decide(floor, {.presence_directory = true, .inactive_after = minutes(5)});
    floor.online(floor.anna);
    floor.pass(hours(1));
    CHECK(floor.heard(event::agent_alert_raised) == 0);  // there is nothing to do
    const Visitor customer = floor.waiting("support");
    REQUIRE(floor.accept(floor.anna, customer));
    floor.pass(milliseconds(299'999));
    CHECK(floor.heard(event::agent_alert_raised) == 0);
    floor.pass(milliseconds(1));
    CHECK(floor.heard(event::agent_alert_raised) == 1);
    CHECK(last(floor, event::agent_alert_raised)->payload["kind"] == Value("inactive"));
    CHECK(alerts(floor, floor.supervisor) == 1);
    REQUIRE(floor.work([&](const Work& w) -> Result<bool> {
        agent_acted(w, floor.anna.user);
        return true;
    }));
    CHECK(alerts(floor, floor.supervisor) == 0);
    floor.pass(minutes(5));
    CHECK(floor.heard(event::agent_alert_raised) == 2);

    decide(floor, {.presence_directory = true, .inactive_after = {}});
    REQUIRE(floor.work([&](const Work& w) -> Result<bool> {
        agent_acted(w, floor.anna.user);
        return true;
    }));
    floor.pass(hours(3));
    CHECK(floor.heard(event::agent_alert_raised) == 2);
}

TEST_CASE("AGST-4 a supervisor changes an agent's status: it is in the audit, and the agent is told who did it") {
    Floor floor(GENERATE(Kind::memory, Kind::postgres));
    floor.online(floor.anna);
    REQUIRE(floor.change([&](store::Transaction& tx) {
        const Work work{tx, *floor.feed, floor.org, floor.supervisor.user};
        return override_status(work, floor.supervisor, floor.anna.user, "paused", "case_work");
    }));
    CHECK(floor.status_of(floor.anna) == "paused(case_work)");
    const DeskEvent* told = last(floor, event::agent_status_changed);
    REQUIRE(told != nullptr);
    CHECK(reaches(*told, "rep:" + floor.anna.user));
    CHECK(told->payload["by"] == Value(floor.supervisor.user));
    CHECK(told->payload["by_name"] == Value(floor.supervisor.name));
    const auto reader = floor.store->reader();
    const std::vector<AuditEntry> entries = list_audit(reader->org(floor.org), {});
    REQUIRE_FALSE(entries.empty());
    CHECK(entries.front().actor == floor.supervisor.user);
    CHECK(entries.front().action == event::agent_status_changed);
}

TEST_CASE("AGST-1 AGST-3 X-7 on a call and wrapping up follow from the work, and nobody sets them") {
    Floor floor(Kind::memory);
    floor.online(floor.anna);
    CHECK(floor.status(floor.anna, "on_call").error().code == "agent.status_unknown");
    CHECK(floor.status(floor.anna, "wrap_up").error().code == "agent.status_unknown");
    REQUIRE(floor.change([&](store::Transaction& tx) -> Status {
        tx.run("UPDATE channel SET kind = 'voice' WHERE org = $org", {{"org", floor.org}});
        return {};
    }));
    const Visitor caller = floor.waiting("support");
    REQUIRE(floor.accept(floor.anna, caller));
    CHECK(floor.status_of(floor.anna) == "on_call");
    CHECK(floor.asked(floor.waiting("support")).empty());  // a call is exclusive
}

TEST_CASE("X-2 RBAC-8 agents see names and who is online, and nothing at all where the org says so") {
    Floor floor(GENERATE(Kind::memory, Kind::postgres));
    floor.online(floor.ben);
    const auto directory = [&](const Viewer& viewer) {
        const auto reader = floor.store->reader();
        return show_directory(reader->org(floor.org), viewer, floor.clock.time);
    };
    const Result<Value> shown = directory(floor.anna);
    REQUIRE(shown);
    REQUIRE((*shown)["items"].as_list().size() == 4);
    for (const Value& each : (*shown)["items"].as_list()) {
        CHECK(each.as_map().size() == 3);  // userId, name, online
        CHECK(each["online"] == Value(each["userId"] == Value(floor.ben.user)));
    }
    decide(floor, {.presence_directory = false, .inactive_after = {}});
    CHECK(directory(floor.anna).error().code == "directory.hidden");
    CHECK(directory(floor.supervisor));

    // Of what others do he sees nothing in any case.
    const auto reader = floor.store->reader();
    const auto here = reader->org(floor.org);
    CHECK(show_agents(here, floor.anna, floor.clock.time)["items"].as_list().empty());
    CHECK(show_alerts(here, floor.anna).empty());
}
