// A fact from outside takes effect once, and whoever tells it again hears what he heard then.

#include "tests/journey/house.hpp"

namespace millrace::journey {
namespace {

constexpr const char* waits_for_a_step = R"({"format":"millrace.flow/1","key":"w","title":"t","trigger":{"on":"api"},
  "start":"w","nodes":{
    "w":{"type":"control.wait_for_event","settings":{"name":"step.done","within":"1h"},
      "next":{"received":"x","timeout":"e"}},
    "x":{"type":"control.wait_for_event","settings":{"name":"step.done","within":"1h"},
      "next":{"received":"e","timeout":"e"}},
    "e":{"type":"control.end"}}})";

drive::Answered tell(House& house, RunId run, const std::string& id) {
    drive::CommandRequest request;
    request.org = org;
    request.run = run;
    request.command = run::DeliverSignal{Signal{"step.done", Map{}}, 0, id, house.clock.time};
    request.source = store::Source{org, "api.signal", to_text(run) + ":" + id, run, {}};
    auto answered = std::make_shared<std::optional<drive::Answered>>();
    house.running->drive->command(std::move(request), [answered](drive::Answered a) { *answered = std::move(a); });
    house.settle();
    REQUIRE(*answered);
    return **answered;
}

std::size_t turns(House& house, RunId run) {
    const auto reader = house.store->reader();
    const auto rows = store::load_journal(*reader, run);
    REQUIRE(rows);
    return rows->size();
}

}  // namespace

TEST_CASE("A signal that is told again is a duplicate, though the run has ended by it") {
    House house;
    house.publish(waits_for_a_step);
    const RunId run = house.start("w").run;
    REQUIRE(tell(house, run, "one").kind == drive::Answered::Kind::done);
    CHECK(tell(house, run, "one").kind == drive::Answered::Kind::duplicate);
    CHECK(turns(house, run) == 2);
    REQUIRE(tell(house, run, "two").kind == drive::Answered::Kind::done);
    REQUIRE(house.runs().front().status == store::RunStatus::completed);

    SECTION("in the same process") {}
    SECTION("in the next one") {
        house.process().drive->recover();
        house.settle();
    }
    for (const char* id : {"one", "two"}) {
        const drive::Answered again = tell(house, run, id);
        CHECK(again.kind == drive::Answered::Kind::duplicate);
        CHECK(again.run == run);
        CHECK(again.error.code.empty());
    }
    CHECK(turns(house, run) == 3);
}

TEST_CASE("A signal that is new to a run that has ended is refused, and is not remembered as taken") {
    House house;
    house.publish(waits_for_a_step);
    const RunId run = house.start("w").run;
    tell(house, run, "one");
    tell(house, run, "two");
    for (int times = 0; times < 2; ++times) {
        const drive::Answered refused = tell(house, run, "three");
        CHECK(refused.kind == drive::Answered::Kind::rejected);
        CHECK(refused.error.code == "run.ended");
    }
    CHECK(turns(house, run) == 3);
}

}  // namespace millrace::journey
