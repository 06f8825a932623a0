// From the flow that helped to the survey that asks how it was: with the desk itself, and a customer who writes
// between the two.

#include "runtime/desk/desk_world.hpp"
#include "tests/journey/house.hpp"

namespace millrace::journey {
namespace {

constexpr const char* triage =
    R"({"format":"millrace.flow/1","key":"triage","title":"t","trigger":{"on":"conversation.started"},"start":"help",
  "nodes":{"help":{"type":"control.wait_for_event","settings":{"name":"conversation.closed"},
    "next":{"received":"survey"}},
  "survey":{"type":"control.start_flow","settings":{"flow":"csat_survey","hand_over":true},"next":{"started":"served"}},
  "served":{"type":"control.end","settings":{"outcome":"served"}}}})";

constexpr const char* survey =
    R"({"format":"millrace.flow/1","key":"csat_survey","title":"t","trigger":{"on":"api"},"start":"rate",
  "nodes":{"rate":{"type":"conversation.menu","settings":{"text":"How was it?","options":["good","bad"]},
    "next":{"good":"a","bad":"b","no_match":"b","timeout":"b"}},
  "a":{"type":"control.end","settings":{"outcome":"good"}},"b":{"type":"control.end","settings":{"outcome":"bad"}}}})";

// The desk's own stage with a drive in it.
struct Centre : desk::testing::World {
    Centre() : World(store::contract::Kind::memory) {
        for (const char* document : {triage, survey}) {
            publish(*store, org, document);
        }
        drive = std::make_unique<drive::Drive>(drive::World{
            *store, scheduler, desk::vocabulary(), versions, effects, reads, {}, {}, desk::unclaimed(*feed), {}});
        store->on_completed([this](store::Commits commits) { drive->finished(std::move(commits)); });
    }
    ~Centre() {
        store->on_completed([](store::Commits) {});
    }
    // What the last piece of desk work wrote is handed on, as the desk's commits are.
    void hand_on() {
        std::vector<store::InboxRow> rows;
        for (const desk::testing::Sent& each : sent) {
            rows.push_back(each.row);
        }
        drive->deliver(std::move(rows));
    }
    bool step() { return scheduler.run_one() || store->pump() > 0; }
    void settle() {
        while (step()) {
        }
    }
    // Is the flow's start written, and nothing done about it yet?
    bool start_waits(std::string_view flow) {
        const auto reader = store->reader();
        for (const store::InboxRow& row : store::pending_inbox(*reader, {}, 10)) {
            const Result<drive::Envelope> envelope = drive::decode_envelope(row.body);
            const auto* start = envelope ? std::get_if<drive::StartEnvelope>(&*envelope) : nullptr;
            if (start != nullptr && start->flow == flow) {
                return true;
            }
        }
        return false;
    }
    std::vector<store::RunHeader> runs() {
        const auto reader = store->reader();
        return store::list_runs(reader->org(org), {});
    }

    schedule::ManualScheduler scheduler;
    std::shared_ptr<const Catalogue> catalogue = std::make_shared<const Catalogue>(nodes::shipped_catalogue());
    drive::Versions versions{desk::vocabulary(), [this](OrgId) { return catalogue; }};
    std::unique_ptr<drive::Drive> drive;
};

}  // namespace

TEST_CASE("What the customer wrote just before the flow ended reaches the next, behind its start") {
    Centre centre;
    const desk::Visitor visitor = centre.visitor();
    centre.hand_on();
    centre.settle();
    REQUIRE(centre.work([&](const desk::Work& work) { return desk::leave_conversation(work, visitor); }));
    centre.hand_on();
    REQUIRE(centre.say(visitor, "m1", "good"));
    centre.hand_on();
    REQUIRE_FALSE(centre.start_waits("csat_survey"));
    centre.settle();

    const std::vector<store::RunHeader> runs = centre.runs();
    REQUIRE(runs.size() == 2);
    const auto survey_run =
        std::find_if(runs.begin(), runs.end(), [](const auto& run) { return run.flow == "csat_survey"; });
    REQUIRE(survey_run != runs.end());
    const auto journal = store::load_journal(*centre.store->reader(), survey_run->id);
    REQUIRE(journal);
    CHECK(journal->size() >= 2);  // it was told, whatever it made of an answer before its question
}

TEST_CASE("What the customer writes between the end of one flow and the start of the next reaches the next") {
    Centre centre;
    const desk::Visitor visitor = centre.visitor();
    centre.hand_on();
    centre.settle();
    REQUIRE(centre.work([&](const desk::Work& work) { return desk::leave_conversation(work, visitor); }));
    centre.hand_on();
    while (!centre.start_waits("csat_survey")) {
        REQUIRE(centre.step());
    }
    REQUIRE(centre.runs().size() == 1);  // the triage has ended, the survey has not begun

    const Result<Value> taken = centre.say(visitor, "m1", "good");
    INFO((taken ? std::string() : taken.error().message));
    REQUIRE(taken);
    centre.hand_on();
    centre.settle();

    const std::vector<store::RunHeader> runs = centre.runs();
    REQUIRE(runs.size() == 2);
    CHECK(runs[0].flow == "csat_survey");
    CHECK(runs[0].status == store::RunStatus::completed);
    const auto reader = centre.store->reader();
    const auto loaded = drive::load(*reader, centre.versions, runs[0].id);
    REQUIRE(loaded);
    CHECK((*loaded)->state->outcome == String("good"));
    CHECK(store::pending_inbox(*reader, {}, 10).empty());
}

}  // namespace millrace::journey
