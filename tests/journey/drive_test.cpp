// Runs on a real store, moved by hand: one thread, virtual time, and processes that end in the middle.

#include <catch2/catch.hpp>

#include "engine/desk/vocabulary.hpp"
#include "engine/run/replay.hpp"
#include "engine/value/json.hpp"
#include "nodes/catalogue.hpp"
#include "runtime/drive/drive.hpp"
#include "runtime/drive/loading.hpp"
#include "runtime/schedule/manual_scheduler.hpp"
#include "runtime/store/run_table.hpp"

namespace millrace {
namespace {

const OrgId org{1};

class HandClock final : public Clock {
public:
    Time now() override { return time; }
    Time time{1'767'603'600'000};  // 2026-01-05T09:00:00Z
};

// A process: a drive over the store. The store outlives it, as the disk does.
struct Process {
    Process(store::Store& store, schedule::ManualScheduler& scheduler, drive::Versions& versions)
        : scheduler_(scheduler), store_(store) {
        effects.add("message.send", [this](store::Transaction&, const drive::LocalEffect& effect) {
            said.push_back(std::string(effect.payload["text"].as_string()));
            return Result<std::optional<Signal>>(std::nullopt);
        });
        drive = std::make_unique<drive::Drive>(
            drive::World{store, scheduler, desk::vocabulary(), versions, effects, reads, {}, {}, {}, {}});
        store.on_completed([this](store::Commits commits) { drive->finished(std::move(commits)); });
    }
    void settle() {
        while (scheduler_.run_all() + store_.pump() > 0) {
        }
    }
    void tick() {
        drive->tick();
        settle();
    }
    drive::Answered start(std::string flow, Value input = Value(), std::optional<store::IdempotencyKey> key = {}) {
        drive::StartRequest request;
        request.org = org;
        request.flow = std::move(flow);
        request.input = std::move(input);
        request.key = std::move(key);
        request.show = true;
        drive::Answered answered;
        drive->start(std::move(request), [&](drive::Answered a) { answered = std::move(a); });
        settle();
        return answered;
    }

    drive::LocalEffects effects;
    drive::Reads reads;
    std::vector<std::string> said;
    std::unique_ptr<drive::Drive> drive;
    schedule::ManualScheduler& scheduler_;
    store::Store& store_;
};

struct House {
    House() {
        store::Options options;
        options.wall = &clock;
        options.writing = store::Writing::by_hand;
        auto opened = store::open_store(options);
        REQUIRE(opened);
        store = std::move(*opened);
        process();
    }
    Process& process() {
        running.reset();
        scheduler = std::make_unique<schedule::ManualScheduler>();
        versions = std::make_unique<drive::Versions>(desk::vocabulary(), [this](OrgId) { return catalogue; });
        running = std::make_unique<Process>(*store, *scheduler, *versions);
        return *running;
    }
    void publish(std::string_view document) {
        const flow::Reading reading = flow::read_text(document);
        INFO((reading.problems.empty() ? std::string() : reading.problems[0].message));
        REQUIRE(reading.problems.empty());
        store::FlowVersionRow row;
        row.id = store->ids().next<store::VersionId>(0);
        row.org = org;
        row.flow = reading.document.key;
        row.number = 1;
        row.hash = flow::hash(reading.document);
        row.document = json::dump(flow::write(reading.document));
        row.at = clock.time;
        const Status written = store->write([&](store::Transaction& tx) -> Status {
            REQUIRE(store::add_flow(tx, {org, row.flow, reading.document.title, 0, row.at, row.at}));
            REQUIRE(store::add_version(tx, row));
            store::set_current_version(tx, org, row.flow, 1, row.at);
            return {};
        });
        REQUIRE(written);
    }
    std::vector<std::string> journal(RunId run) {
        std::vector<std::string> bodies;
        const auto reader = store->reader();
        const auto rows = store::load_journal(*reader, run);
        REQUIRE(rows);
        for (const auto& row : *rows) {
            bodies.push_back(row.body);
        }
        return bodies;
    }
    run::State state(RunId run) {
        const auto reader = store->reader();
        auto loaded = drive::load(*reader, *versions, run);
        REQUIRE(loaded);
        REQUIRE(*loaded != nullptr);
        return std::move(*(*loaded)->state);
    }

    HandClock clock;
    std::shared_ptr<const Catalogue> catalogue = std::make_shared<const Catalogue>(nodes::shipped_catalogue());
    std::unique_ptr<store::Store> store;
    std::unique_ptr<schedule::ManualScheduler> scheduler;
    std::unique_ptr<drive::Versions> versions;
    std::unique_ptr<Process> running;
};

constexpr const char* smallest =
    R"({"format":"millrace.flow/1","key":"k","title":"t","trigger":{"on":"api"},"start":"s",
  "nodes":{"s":{"type":"script.lua","settings":{"code":"ctx.vars.n = 6 * 7 return 'done'"},"next":{"done":"w","error":"e"}},
  "w":{"type":"control.wait","settings":{"duration":"1h"},"next":{"done":"e"}},"e":{"type":"control.end"}}})";

}  // namespace

TEST_CASE("A run computes, waits an hour and ends, though its process ended meanwhile") {
    House house;
    house.publish(smallest);
    const drive::Answered started = house.running->start("k");
    REQUIRE(started.kind == drive::Answered::Kind::done);
    CHECK(json::dump(started.shown["vars"]) == R"({"n":42})");
    CHECK(started.shown["status"] == Value("waiting"));

    SECTION("in one process") {
        house.clock.time = house.clock.time + minutes(59);
        house.running->tick();
        CHECK(house.state(started.run).status == run::Status::waiting);
        house.clock.time = house.clock.time + minutes(1);
        house.running->tick();
    }
    SECTION("in another one, which finds the timer in the store") {
        house.process();
        house.running->drive->recover();
        house.running->settle();
        house.clock.time = house.clock.time + hours(2);
        house.running->tick();
    }
    CHECK(house.state(started.run).status == run::Status::completed);

    const std::vector<std::string> bodies = house.journal(started.run);
    CHECK(bodies.size() == 2);
    run::Machine machine{desk::vocabulary(), *house.versions};
    const auto replayed = run::replay(bodies, machine);
    INFO((replayed ? std::string() : replayed.error().message));
    REQUIRE(replayed);
    INFO((replayed->divergence ? replayed->divergence->expected + " / " + replayed->divergence->found : ""));
    CHECK_FALSE(replayed->divergence);
}

TEST_CASE("The same key starts one run") {
    House house;
    house.publish(smallest);
    const store::IdempotencyKey key{org, "runs:abc", "hash", ""};
    const drive::Answered first = house.running->start("k", Value(), key);
    const drive::Answered again = house.running->start("k", Value(), key);
    CHECK(again.kind == drive::Answered::Kind::duplicate);
    CHECK(again.remembered == to_text(first.run));
    const drive::Answered other =
        house.running->start("k", Value(), store::IdempotencyKey{org, "runs:abc", "other", ""});
    CHECK(other.kind == drive::Answered::Kind::key_reused);
}

TEST_CASE("A customer's answer reaches the menu that asked") {
    House house;
    house.publish(
        R"({"format":"millrace.flow/1","key":"m","title":"t","trigger":{"on":"conversation.started"},"start":"menu",
      "nodes":{"menu":{"type":"conversation.menu","settings":{"text":"What is it?","options":["sales","support"]},
        "next":{"sales":"a","support":"b","no_match":"b","timeout":"b"}},
      "a":{"type":"control.end","settings":{"outcome":"sales"}},"b":{"type":"control.end","settings":{"outcome":"other"}}}})");
    const store::SubjectId conversation = house.store->ids().next<store::SubjectId>(3);
    const auto write = [&](store::InboxRow row) {
        auto commit = std::make_unique<store::Commit>();
        commit->inbox.push_back(std::move(row));
        REQUIRE(house.store->submit(std::move(commit)));
        house.running->settle();
    };
    drive::StartEnvelope start;
    start.flow = "m";
    start.subject_kind = "conversation";
    start.event_name = "conversation.started";
    write(drive::start_on_subject(org, conversation, start, house.clock.time));
    REQUIRE(house.running->said == std::vector<std::string>{"What is it?"});

    write(drive::signal_to_subject(org, conversation, Signal{"message.received", Map{{"id", "1"}, {"text", " Sáles "}}},
                                   "1", house.clock.time));
    const auto reader = house.store->reader();
    const auto runs = store::list_runs(reader->org(org), {});
    REQUIRE(runs.size() == 1);
    CHECK(runs[0].status == store::RunStatus::completed);
    CHECK(store::pending_inbox(*reader, {}, 10).empty());
}

}  // namespace millrace
